/** What became of a text: at one place, something was taken out and something put in. */
export interface TextEdit {
  /** Where, in UTF-16 units. */
  readonly pos: number;
  readonly removed: string;
  readonly added: string;
}

/** The one edit that makes a text into another: all but what they have in common at both ends. Splits no character. */
export function diffText(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start -= 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end += 1;
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end -= 1;
  return {
    pos: start,
    removed: before.slice(start, before.length - end),
    added: after.slice(start, after.length - end),
  };
}

export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
