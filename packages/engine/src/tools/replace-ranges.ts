/**
 * Replaces parts of a text and leaves every other byte of it alone, also where lines end now this way and now that.
 *
 * @param starts - where the parts begin, ascending, counted as if each line ended with a line feed alone; so is `length`.
 * @param replacement - with line feeds; its lines end like those around.
 */
export function replaceRanges(
  text: string,
  starts: readonly number[],
  length: number,
  replacement: string,
): string {
  const place = createPlaces(text);
  const isWindows = text.includes("\r\n");
  const pieces: string[] = [];
  let done = 0;
  for (const start of starts) {
    const from = place(start);
    const to = place(start + length);
    pieces.push(text.slice(done, from), isWindows ? endLike(text, from, to, replacement) : replacement);
    done = to;
  }
  pieces.push(text.slice(done));
  return pieces.join("");
}

/** Translates ascending places that were counted without the carriage returns before line feeds. */
function createPlaces(text: string): (counted: number) => number {
  let returns = 0;
  let next = text.indexOf("\r\n");
  return (counted) => {
    while (next !== -1 && next - returns < counted) {
      returns++;
      next = text.indexOf("\r\n", next + 2);
    }
    return counted + returns;
  };
}

/** Takes the line end of the part that is replaced, else that of the line where it is, else the one above. */
function endLike(text: string, from: number, to: number, replacement: string): string {
  const inside = text.slice(from, to).indexOf("\n");
  const after = text.indexOf("\n", to);
  const end = inside !== -1 ? from + inside : after !== -1 ? after : text.lastIndexOf("\n", from);
  return text[end - 1] === "\r" ? replacement.replaceAll("\n", "\r\n") : replacement;
}
