import type { Reading } from "./reading.ts";
import type { WordPiece } from "./shell-script.ts";

/** A piece of a word and where it ends. */
export interface PieceReading {
  readonly piece: WordPiece;
  readonly end: number;
}

/** What begins with `$` or a backquote inside of quotes; handed to those that are read in the middle of one. */
export type ReadExpansion = (reading: Reading, at: number) => PieceReading | undefined;

/** Goes on behind the first characters, so that whatever follows is still read. */
export function unreadable(reading: Reading, at: number, length: number): PieceReading {
  reading.misread(at, at + length);
  reading.cover(at, at + length);
  const source = reading.text.slice(at, at + length);
  return { piece: { type: "unknown", source, what: "an expansion" }, end: at + length };
}
