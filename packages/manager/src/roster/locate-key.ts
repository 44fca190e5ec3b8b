/** A position in a text, both counted from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

const KEY_PART = /[ \t]*(?:"((?:\\.|[^"\\\n])*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*(\.?)/y;

/**
 * Finds where a key stands in TOML text: its own line, else that of the innermost table or inline table around it.
 *
 * @param path - the key's parts from the root, for example `["plugin", "notes", "enabled"]`. An index ends the search
 *   at its array.
 */
export function locateKey(text: string, path: readonly (string | number)[]): TextPosition | undefined {
  const index = path.findIndex((part) => typeof part === "number");
  const wanted = (index === -1 ? path : path.slice(0, index)).map(String);
  let best: { readonly depth: number; readonly offset: number } | undefined;
  for (const { path: found, offset } of statements(text)) {
    const depth = Math.min(found.length, wanted.length);
    if (depth <= (best?.depth ?? 0) || !found.slice(0, depth).every((part, at) => part === wanted[at]))
      continue;
    best = { depth, offset };
    if (depth === wanted.length) break;
  }
  return best && positionOf(text, best.offset);
}

/** Every table header and every key of a valid text, with its whole path and where it begins. */
function* statements(text: string): Generator<{ path: readonly string[]; offset: number }> {
  let table: readonly string[] = [];
  let offset = 0;
  while (offset < text.length) {
    offset = skipBlank(text, offset);
    const brackets = /\[{0,2}/y;
    brackets.lastIndex = offset;
    const isHeader = text[offset] === "[";
    const keyStart = offset + (brackets.exec(text)?.[0].length ?? 0);
    const { parts, end } = readKey(text, keyStart);
    if (parts.length > 0) {
      const path: readonly string[] = isHeader ? parts : [...table, ...parts];
      if (isHeader) table = path;
      yield { path, offset };
    }
    offset = isHeader ? lineEnd(text, end) : skipValue(text, end);
  }
}

function readKey(text: string, start: number): { parts: readonly string[]; end: number } {
  const parts: string[] = [];
  let end = start;
  for (;;) {
    KEY_PART.lastIndex = end;
    const match = KEY_PART.exec(text);
    if (!match) return { parts, end };
    end = KEY_PART.lastIndex;
    const [, basic, literal, bare, dot] = match;
    parts.push(basic === undefined ? (literal ?? bare ?? "") : unescapeKey(basic));
    if (dot === "") return { parts, end };
  }
}

function unescapeKey(key: string): string {
  try {
    return String(JSON.parse(`"${key}"`));
  } catch {
    // TOML has a few escapes that JSON lacks; such a key is then found under its raw text only.
    return key;
  }
}

/** From anywhere in a statement to the beginning of the next: line ends inside strings and brackets do not count. */
function skipValue(text: string, start: number): number {
  let depth = 0;
  let offset = start;
  while (offset < text.length) {
    const character = text[offset];
    if (character === "\n" && depth <= 0) return offset + 1;
    if (character === "#") {
      offset = lineEnd(text, offset);
    } else if (character === '"' || character === "'") {
      offset = skipString(text, offset, character);
    } else {
      if (character === "[" || character === "{") depth += 1;
      if (character === "]" || character === "}") depth -= 1;
      offset += 1;
    }
  }
  return offset;
}

function skipString(text: string, start: number, mark: '"' | "'"): number {
  const fence = text.startsWith(mark.repeat(3), start) ? mark.repeat(3) : mark;
  let offset = start + fence.length;
  while (offset < text.length && !text.startsWith(fence, offset)) {
    offset += mark === '"' && text[offset] === "\\" ? 2 : 1;
  }
  offset += fence.length;
  // Up to two marks may stand right before the closing three.
  while (fence.length === 3 && text[offset] === mark) offset += 1;
  return offset;
}

function skipBlank(text: string, start: number): number {
  const blank = /\s*/y;
  blank.lastIndex = start;
  return start + (blank.exec(text)?.[0].length ?? 0);
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}

function positionOf(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
