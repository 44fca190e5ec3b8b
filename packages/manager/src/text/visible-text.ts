/** Zero-width joiners stay: scripts and emoji need them, and they reorder nothing. */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u{200c}\u{200d}])\p{Cf}/gu;

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Escapes what a terminal or a log would obey instead of showing: control characters, line ends, marks that reorder
 * text, lone surrogates. The result is one line.
 */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (character) => NAMED[character] ?? escapeCodePoint(character));
}

/** The same, cut to a number of characters; a cut shows as `…`. */
export function shortText(text: string, maxLength: number): string {
  // Cut before escaping too: a text of many megabytes is not worth scanning.
  const visible = visibleText(text.slice(0, maxLength + 1));
  return visible.length <= maxLength
    ? visible
    : `${visible.slice(0, maxLength - 1).replace(/\p{Cs}$/u, "")}…`;
}

/** A value that somebody else chose, in double quotes, fit for a message. */
export function quote(text: string): string {
  return `"${shortText(text, 200)}"`;
}

function escapeCodePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
