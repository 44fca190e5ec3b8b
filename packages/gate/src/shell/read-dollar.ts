import { type PieceReading, unreadable } from "./piece-reading.ts";
import { readArithmetic } from "./read-arithmetic.ts";
import { readParameter } from "./read-parameter.ts";
import type { Reading } from "./reading.ts";
import type { WordPiece } from "./shell-script.ts";

const simpleVariable = /\$([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])/y;

/** Whatever begins with `$` inside and outside of double quotes; `undefined` for a dollar that is only that. */
export function readDollar(reading: Reading, at: number, isQuoted: boolean): PieceReading | undefined {
  const { text } = reading;
  if (text.startsWith("$((", at)) {
    return readDoubleParentheses(reading, at);
  }
  if (text.startsWith("$(", at)) {
    return readSubstitution(reading, at, isQuoted);
  }
  if (text.startsWith("${", at)) {
    return readParameter(reading, at, isQuoted, readExpansion);
  }
  if (text.startsWith("$[", at) || text.startsWith("$\\\n", at)) {
    reading.misread(at, at + 2);
    reading.cover(at, at + 1);
    return { piece: { type: "unknown", source: "$", what: "an expansion" }, end: at + 1 };
  }
  simpleVariable.lastIndex = at;
  const variable = simpleVariable.exec(text);
  if (variable === null) {
    return undefined;
  }
  const [source, name = ""] = variable;
  reading.cover(at, at + source.length);
  return {
    piece: { type: "variable", name, isQuoted, isPlain: true },
    end: at + source.length,
  };
}

function readSubstitution(reading: Reading, at: number, isQuoted: boolean): PieceReading {
  const node = reading.take("command_substitution", at);
  if (node === undefined) {
    return unreadable(reading, at, 2);
  }
  const context = [...reading.context, { type: "substitution" } as const];
  reading.pending.push({ node, context, redirects: [] });
  const text = reading.text.slice(at + 2, node.end - 1);
  return { piece: { type: "substitution", isQuoted, text }, end: node.end };
}

/** Arithmetic if the shell can read it so, else a substitution that begins with a subshell. */
function readDoubleParentheses(reading: Reading, at: number): PieceReading {
  const node = reading.take("arithmetic_expansion", at);
  if (node === undefined) {
    reading.misread(at, at + 3);
    return readSubstitution(reading, at, true);
  }
  const { end } = node;
  reading.cover(at, at + 3);
  reading.cover(end - 2, end);
  readArithmetic(reading, at + 3, end - 2, readExpansion);
  const source = reading.text.slice(at, end);
  return { piece: { type: "unknown", source, what: "arithmetic" }, end };
}

/** Backquotes: the shell takes the text up to the next one and its backslashes off before it reads the text. */
export function readBackquotes(reading: Reading, at: number, isQuoted: boolean): PieceReading {
  const { text } = reading;
  const inner = /(?:[^\\`]|\\[\s\S])*/y;
  inner.lastIndex = at + 1;
  const source = inner.exec(text)?.[0] ?? "";
  const end = at + 2 + source.length;
  const inside = source.replaceAll(/\\([\\`$"])/g, "$1");
  const piece: WordPiece = { type: "substitution", isQuoted, text: inside };
  const context = [...reading.context, { type: "substitution" } as const];
  const node = reading.take("command_substitution", at);
  if (node !== undefined && node.end === end && !/[\\#]|<</.test(source)) {
    reading.pending.push({ node, context, redirects: [] });
    reading.backquoteEnds.add(end - 1);
    return { piece, end };
  }
  reading.misread(at, end);
  reading.cover(at, Math.min(end, text.length));
  reading.innerTexts.push({
    text: inside,
    offset: at,
    context,
    redirects: [],
  });
  return { piece, end: Math.min(end, text.length) };
}

/** `<(…)` and `>(…)`. */
export function readProcess(reading: Reading, at: number): PieceReading {
  const node = reading.take("process_substitution", at);
  if (node === undefined) {
    return unreadable(reading, at, 2);
  }
  const context = [...reading.context, { type: "process" } as const];
  reading.pending.push({ node, context, redirects: [] });
  const direction = reading.text[at] === "<" ? "in" : "out";
  return { piece: { type: "process", direction }, end: node.end };
}

/** Any of them inside of double quotes, a here-document, arithmetic or another expansion. */
export function readExpansion(reading: Reading, at: number): PieceReading | undefined {
  const character = reading.text[at];
  if (character === "`") {
    return readBackquotes(reading, at, true);
  }
  return character === "$" ? readDollar(reading, at, true) : undefined;
}
