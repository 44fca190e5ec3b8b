/**
 * How many columns a text takes at most. Everything outside ASCII counts as two, and a tab as eight: a terminal never
 * needs more, so what is laid out by this is never wider than it says.
 */
export function widthAtMost(text: string): number {
  let width = 0;
  for (const letter of text) width += letter === "\t" ? 8 : letter <= "\u007e" ? 1 : 2;
  return width;
}

/** Cuts a line into pieces of at most so many columns, losing nothing. */
export function cutLine(line: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  let width = 0;
  for (const letter of line) {
    const own = widthAtMost(letter);
    if (width + own > columns && piece !== "") {
      pieces.push(piece);
      piece = "";
      width = 0;
    }
    piece += letter;
    width += own;
  }
  return [...pieces, piece];
}
