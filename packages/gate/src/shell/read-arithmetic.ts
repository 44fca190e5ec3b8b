import type { ReadExpansion } from "./piece-reading.ts";
import type { Reading } from "./reading.ts";

/**
 * Arithmetic between two places. Where it names a variable, the shell reads that one's value as arithmetic in turn, and
 * an index in there may run commands: `x='a[$(id)]'; echo $((x))`.
 */
export function readArithmetic(
  reading: Reading,
  from: number,
  to: number,
  readExpansion: ReadExpansion,
): void {
  const { text } = reading;
  let depth = 0;
  let isPlain = true;
  for (let at = from; at < to; ) {
    const character = text[at] ?? "";
    if (character === "$" || character === "`") {
      isPlain = false;
      const piece = readExpansion(reading, at);
      if (piece !== undefined) {
        at = piece.end;
        continue;
      }
    }
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    if (depth < 0 || !/[\w\s+\-*/%<>=!&|^~?:,()]/.test(character)) {
      reading.misread(at, at + 1);
    }
    reading.cover(at, at + 1);
    at++;
  }
  if (depth !== 0) {
    reading.misread(from, to);
  }
  if (!isPlain || /[A-Za-z_]/.test(text.slice(from, to).replaceAll(/\b0[xX][0-9A-Fa-f]+/g, ""))) {
    reading.doubt(from, to, "Arithmetic with variables may run commands that stand in their values.");
  }
}
