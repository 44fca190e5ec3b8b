/** What an eye or a terminal takes for nothing, for something else, or for an order. */
const DECEPTIVE = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Text of somebody else on one line: every control, bidi and separator character as `<U+202E>`. */
export function escapeLine(text: string): string {
  return text.replace(DECEPTIVE, (character) => `<U+${hex(character)}>`);
}

/** JSON of somebody else: the same characters as escapes of JSON, so that it still says the same. */
export function escapeJson(json: string): string {
  return json.replace(DECEPTIVE, (character) =>
    Array.from({ length: character.length }, (_, index) => `\\u${unit(character, index)}`).join(""),
  );
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}

function unit(character: string, index: number): string {
  return character.charCodeAt(index).toString(16).padStart(4, "0");
}
