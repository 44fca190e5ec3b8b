import { readArithmetic } from "./read-arithmetic.ts";
import { readExpansion } from "./read-dollar.ts";
import { isMeta, type Reading } from "./reading.ts";
import type { SyntaxNode } from "./syntax-tree.ts";

/** It must be one for the shell as well: behind a blank or an operator, and up to the end of the line. */
export function readComment(reading: Reading, { start, end }: SyntaxNode): void {
  const { text } = reading;
  const next = text[end];
  const isSeparate = start === 0 || isMeta(text[start - 1]);
  if (!isSeparate || (next !== undefined && next !== "\n")) {
    reading.misread(start, end);
  }
  reading.cover(start, end);
}

/** Words must stand alone, and operators must not be the beginning of longer ones. */
export function readToken(reading: Reading, { type, start, end }: SyntaxNode): void {
  const { text } = reading;
  const source = text.slice(start, end);
  const next = text[end];
  const isWord = /^(?:[a-z]+|[{}!])$/.test(type);
  const isAlone =
    (start === 0 || isMeta(text[start - 1]) || text[start - 1] === "`") && (isMeta(next) || next === "`");
  const isCut =
    (type === "&" && (next === "&" || next === ">")) ||
    (type === "|" && (next === "|" || next === "&")) ||
    (type.startsWith(";") && (next === ";" || next === "&"));
  if (source !== type || (isWord && !isAlone) || isCut) {
    reading.misread(start, end);
  }
  reading.cover(start, end);
}

/** `((…))`, with the three parts of a loop or without. */
export function readDoubleParentheses(
  reading: Reading,
  open: SyntaxNode | undefined,
  close: SyntaxNode | undefined,
): void {
  if (open?.type !== "((" || close?.type !== "))") {
    reading.misread(open?.start ?? 0, close?.end ?? 0);
    return;
  }
  reading.cover(open.start, open.end);
  reading.cover(close.start, close.end);
  const isCounted = /^[^;]*;[^;]*;[^;]*$/.test(reading.text.slice(open.end, close.start));
  if (!isCounted) {
    readArithmetic(reading, open.end, close.start, readExpansion);
    return;
  }
  for (let from = open.end; from <= close.start; ) {
    const semicolon = reading.text.indexOf(";", from);
    const to = semicolon < 0 || semicolon > close.start ? close.start : semicolon;
    readArithmetic(reading, from, to, readExpansion);
    if (to < close.start) {
      reading.cover(to, to + 1);
    }
    from = to + 1;
  }
}
