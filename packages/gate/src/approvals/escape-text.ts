/**
 * What an eye or a terminal takes for nothing, for something else, or for an order: controls, format and private
 * characters, lone surrogates, unassigned ones, every separator but the plain space, and whatever is not drawn, such as
 * the blank of Braille.
 */
const DECEPTIVE = /(?![ \t\n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Text of somebody else for a human: complete, with every deceptive character as `<U+202E>`. Tabs and line ends stay. */
export function escapeText(text: string): string {
  return text.replace(DECEPTIVE, escapeCharacter);
}

/** Like {@link escapeText}, for what must stay on its line. */
export function escapeLine(text: string): string {
  return escapeText(text).replace(/[\t\n]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}
