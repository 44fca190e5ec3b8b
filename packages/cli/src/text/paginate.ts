import { cutLine } from "./width.ts";

/** What fits on a screen at once. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** The fewest lines of text that a page has, however small the screen is. */
const LEAST_ROWS = 3;

/**
 * A text as pages that are shown one after the other: every character of it is on exactly one of them, and none is
 * longer than the screen.
 *
 * @param reserved - rows that each page leaves free, for the question below it.
 */
export function paginate(text: string, { columns, rows }: ScreenSize, reserved: number): readonly string[] {
  const lines = text.split("\n").flatMap((line) => cutLine(line, Math.max(20, columns - 1)));
  const size = Math.max(LEAST_ROWS, rows - reserved);
  const pages: string[] = [];
  for (let at = 0; at < lines.length; at += size) pages.push(lines.slice(at, at + size).join("\n"));
  return pages;
}
