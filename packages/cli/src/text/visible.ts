/** What a terminal obeys, and marks that reorder text. Joiners stay: scripts and emoji need them. */
const HIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u{200c}\u{200d}])\p{Cf}/gu;

/** One line for a terminal: everything that it would obey stands as `<U+001B>`. */
export function visibleLine(text: string): string {
  return text.replace(HIDDEN, name);
}

/** The same for several lines: line ends and tabs stay. */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n/g, "\n")
    .replace(HIDDEN, (found) => (found === "\n" || found === "\t" ? found : name(found)));
}

/** One visible line of at most so many characters. */
export function shortLine(text: string, length: number): string {
  const letters = [
    ...visibleLine(
      text
        .slice(0, 4 * length)
        .replace(/\s+/g, " ")
        .trim(),
    ),
  ];
  return letters.length <= length ? letters.join("") : `${letters.slice(0, length - 1).join("")}…`;
}

function name(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
}
