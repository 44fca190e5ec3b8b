const MAX_ALTERNATIVES = 64;

/** A pattern for paths with forward slashes. */
export interface Glob {
  matches(path: string): boolean;
  /** Whether something below a folder may match. */
  leadsInto(folder: string): boolean;
  /** Whether some part of the pattern is exactly this name. */
  names(name: string): boolean;
}

/** One position in a pattern for a name: a character, a set of characters, `?` or `*`. */
type Token = string | { readonly has: (character: string) => boolean } | typeof ANY | typeof STAR;

const ANY = Symbol("?");
const STAR = Symbol("*");
const DEEP = Symbol("**");

type Part = readonly Token[] | typeof DEEP;

/**
 * Reads a pattern. `*` and `?` stay within a name, names that begin with a dot included; `**` spans folders, `{a,b}` are
 * alternatives, `[a-z]` and `[!a-z]` sets, a backslash takes the next character as it is; a pattern without a slash is
 * about the name alone, in any folder. It takes time in proportion to pattern and path, whatever they are, which no
 * translation to a regular expression does: patterns come from models.
 *
 * @returns `undefined` when the pattern has more alternatives than are followed.
 */
export function parseGlob(pattern: string): Glob | undefined {
  const alternatives = expandBraces(pattern);
  if (alternatives === undefined) return undefined;
  const texts = alternatives.map((alternative) => {
    const parts = alternative.replace(/^(?:\.?\/)+/, "").split("/");
    return alternative.includes("/") ? parts : ["**", ...parts];
  });
  const patterns = texts.map((parts) => parts.map(readPart));
  return {
    matches: (path) => patterns.some((parts) => walk(parts, path).has(parts.length)),
    leadsInto: (folder) => patterns.some((parts) => [...walk(parts, folder)].some((at) => at < parts.length)),
    names: (name) => texts.some((parts) => parts.includes(name)),
  };
}

/** Takes off the folders that a pattern begins with and that are plain names, so that a search can begin there. */
export function splitGlob(pattern: string): { readonly folder: string; readonly rest: string } {
  const parts = pattern.split("/");
  const plain = parts.slice(0, -1).findIndex((part) => /[*?[{\\]/.test(part));
  const count = plain === -1 ? parts.length - 1 : plain;
  if (count === 0) return { folder: ".", rest: pattern };
  // What is left is about this folder alone, also when it is a single name.
  return { folder: parts.slice(0, count).join("/") || "/", rest: `./${parts.slice(count).join("/")}` };
}

function expandBraces(pattern: string): readonly string[] | undefined {
  const whole = /^(.*?)\{([^{}]*)\}(.*)$/s;
  let done: readonly string[] = [pattern];
  while (done.some((text) => whole.test(text))) {
    done = done.flatMap((text) => {
      const [, before = "", inner, after = ""] = whole.exec(text) ?? [];
      return inner === undefined ? [text] : inner.split(",").map((choice) => before + choice + after);
    });
    if (done.length > MAX_ALTERNATIVES) return undefined;
  }
  return done;
}

function readPart(text: string): Part {
  if (text === "**") return DEEP;
  const characters = Array.from(text);
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    const end = character === "[" ? endOfSet(characters, at) : -1;
    if (character === "*") tokens.push(STAR);
    else if (character === "?") tokens.push(ANY);
    else if (character === "\\" && at + 1 < characters.length) tokens.push(characters[++at] ?? "");
    else if (end === -1) tokens.push(character);
    else {
      tokens.push(readSet(characters.slice(at + 1, end)));
      at = end;
    }
  }
  return tokens;
}

/** A bracket right after the opening one, or after its `!`, belongs to the set. */
function endOfSet(characters: readonly string[], start: number): number {
  const isNegated = characters[start + 1] === "!" || characters[start + 1] === "^";
  return characters.indexOf("]", start + (isNegated ? 3 : 2));
}

function readSet(inner: readonly string[]): Token {
  const isNegated = inner[0] === "!" || inner[0] === "^";
  const characters = isNegated ? inner.slice(1) : inner;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < characters.length; at++) {
    const first = characters[at] ?? "";
    const last = characters[at + 1] === "-" ? characters[at + 2] : undefined;
    ranges.push([first, last ?? first]);
    if (last !== undefined) at += 2;
  }
  return {
    has: (character) => ranges.some(([first, last]) => character >= first && character <= last) !== isNegated,
  };
}

/** The positions in a pattern that are possible after a path. */
function walk(parts: readonly Part[], path: string): ReadonlySet<number> {
  let reached = spread(parts, new Set([0]));
  for (const name of path.split("/")) {
    const next = new Set<number>();
    for (const at of reached) {
      const part = parts[at];
      if (part === DEEP) next.add(at);
      else if (part !== undefined && matchName(part, name)) next.add(at + 1);
    }
    reached = spread(parts, next);
    if (reached.size === 0) break;
  }
  return reached;
}

/** `**` may also stand for no folder at all. */
function spread(parts: readonly Part[], positions: Set<number>): Set<number> {
  // A set is gone through in the order of adding, with what is added meanwhile.
  for (const at of positions) if (parts[at] === DEEP) positions.add(at + 1);
  return positions;
}

/** The classic two pointers: on a mismatch the last star takes one character more. */
function matchName(pattern: readonly Token[], text: string): boolean {
  const name = Array.from(text);
  let p = 0;
  let n = 0;
  let star = -1;
  let starred = 0;
  while (n < name.length) {
    const token = pattern[p];
    if (token === STAR) {
      star = p++;
      starred = n;
    } else if (token !== undefined && matchCharacter(token, name[n] ?? "")) {
      p++;
      n++;
    } else if (star !== -1) {
      p = star + 1;
      n = ++starred;
    } else {
      return false;
    }
  }
  while (pattern[p] === STAR) p++;
  return p === pattern.length;
}

function matchCharacter(token: Exclude<Token, typeof STAR>, character: string): boolean {
  if (typeof token === "string") return token === character;
  return token === ANY || (token as { has: (character: string) => boolean }).has(character);
}
