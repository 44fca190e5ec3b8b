/** A position in a text, both counted from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

const KEY_PART = /[ \t]*(?:"((?:\\.|[^"\\\n])*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*(\.?)/y;

/** Deeper than this nobody asks for a key; whoever does gets the table around it. */
const MAX_DEPTH = 64;

/** Where a key stands: its path from the root to its position, if the text has it. */
export type LocateKey = (path: readonly (string | number)[]) => TextPosition | undefined;

/** A table or key of the text, and those below it. */
interface KeyNode {
  /** Where the first statement stands that names it or something below it. */
  readonly from: number;
  /** Where the first statement stands that names exactly it. */
  own?: number;
  readonly below: Map<string, KeyNode>;
}

/**
 * Finds where a key stands in TOML text: its own line, else that of the innermost table or inline table around it.
 *
 * @param path - the key's parts from the root, for example `["plugin", "notes", "enabled"]`. An index ends the search
 *   at its array.
 */
export function locateKey(text: string, path: readonly (string | number)[]): TextPosition | undefined {
  return createKeyLocator(text)(path);
}

/** The same for many keys of one text: it is read once, with the first question. */
export function createKeyLocator(text: string): LocateKey {
  let index: { readonly root: KeyNode; readonly lines: readonly number[] } | undefined;
  return (path) => {
    index ??= { root: indexKeys(text), lines: lineStarts(text) };
    const { root, lines } = index;
    const offset = findOffset(root, path);
    return offset === undefined ? undefined : positionOf(lines, offset);
  };
}

function findOffset(root: KeyNode, path: readonly (string | number)[]): number | undefined {
  const end = path.findIndex((part) => typeof part === "number");
  let node = root;
  let nearest: number | undefined;
  for (const part of end === -1 ? path : path.slice(0, end)) {
    const next = node.below.get(String(part));
    if (!next) return nearest;
    nearest = next.own ?? nearest;
    node = next;
  }
  return node === root ? undefined : node.from;
}

/** Every table header and every key of a valid text, as a tree. */
function indexKeys(text: string): KeyNode {
  const root: KeyNode = { from: 0, below: new Map() };
  let table = root;
  let offset = 0;
  while (offset < text.length) {
    offset = skipBlank(text, offset);
    const brackets = /\[{0,2}/y;
    brackets.lastIndex = offset;
    const isHeader = text[offset] === "[";
    const keyStart = offset + (brackets.exec(text)?.[0].length ?? 0);
    const { parts, end } = readKey(text, keyStart);
    if (parts.length > 0) {
      const node = addKey(isHeader ? root : table, parts, offset);
      if (isHeader) table = node;
    }
    offset = isHeader ? lineEnd(text, end) : skipValue(text, end);
  }
  return root;
}

function addKey(from: KeyNode, parts: readonly string[], offset: number): KeyNode {
  let node = from;
  for (const part of parts) {
    const known = node.below.get(part);
    const next = known ?? { from: offset, below: new Map() };
    if (!known) node.below.set(part, next);
    node = next;
  }
  node.own ??= offset;
  return node;
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
    if (parts.length < MAX_DEPTH)
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

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The last line that begins at or before the offset, by halving. */
function positionOf(lines: readonly number[], offset: number): TextPosition {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
}
