const MAX_CHARS = 200;

/** Characters that a terminal or a reader's eye takes for something else: controls, line ends, text direction. */
const DECEPTIVE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A value of somebody else for a message: in double quotes, escaped, cut when long. */
export function quote(text: string): string {
  const shown = text.length <= MAX_CHARS ? text : `${text.slice(0, MAX_CHARS)}…`;
  return JSON.stringify(shown).replace(DECEPTIVE, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Several values for a message, at most eight of them. */
export function quoteAll(texts: readonly string[]): string {
  const shown = texts.slice(0, 8).map(quote).join(", ");
  return texts.length <= 8 ? shown : `${shown} and ${texts.length - 8} more`;
}
