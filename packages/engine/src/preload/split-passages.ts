/** A piece of a text that can stand alone. */
export interface Passage {
  /** The line it begins at, from 1. */
  readonly line: number;
  readonly text: string;
}

const MAX_CHARS = 1_200;
const HEADING = /^(?:#{1,6}\s|={3,}$|-{3,}$)/;

/**
 * Cuts a text into passages: at headings and empty lines, each as long as fits. A line that is longer than a passage is a
 * passage of its own, cut. Pure.
 */
export function splitPassages(text: string): readonly Passage[] {
  const passages: Passage[] = [];
  let lines: string[] = [];
  let start = 1;
  let length = 0;

  function end(next: number): void {
    const body = lines.join("\n").trim();
    if (body !== "") passages.push({ line: start, text: body.slice(0, MAX_CHARS) });
    lines = [];
    length = 0;
    start = next;
  }

  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const number = index + 1;
    const isBreak = HEADING.test(line) || (line.trim() === "" && length > MAX_CHARS / 2);
    if (isBreak || length + line.length > MAX_CHARS) end(number);
    if (lines.length === 0) start = number;
    lines.push(line);
    length += line.length + 1;
  }
  end(0);
  return passages;
}
