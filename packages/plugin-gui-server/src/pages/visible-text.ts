/** Controls, line and paragraph separators, direction marks, and lone halves of a pair; line ends and tabs are fine. */
const INVISIBLE =
  /(?![\n\t])[\p{Cc}\p{Cs}\u2028\u2029]|[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Spells out what a reader would not see and what could make other text read differently. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`);
}
