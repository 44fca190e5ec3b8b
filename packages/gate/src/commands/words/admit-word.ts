import type { ShellWord } from "../../shell/shell-script.ts";
import type { CommandPath } from "../command-verdict.ts";
import type { ValueKind } from "./command-table.ts";
import { inadmissibleWord, uncertainWord } from "./reasons.ts";
import { cutHead, headOf, isShowable } from "./word-safety.ts";

/** Where a word stands. */
export interface WordPosition {
  /** What file names the shell may fill in. */
  readonly globs: "none" | "rooted" | "any";
  /** Whether the word is the value of an option and in one word with its name, so that it cannot be an option itself. */
  readonly isAttached: boolean;
  /** Whether a stream of another command may stand for a file. */
  readonly takesStreams: boolean;
}

export type Admission = { readonly paths: readonly CommandPath[] } | { readonly problem: string };

const NO_PATHS: Admission = { paths: [] };

/** Not files of anyone, and reading or writing them changes nothing. */
const STREAMS: ReadonlySet<string> = new Set(["-", "/dev/null", "/dev/stdin"]);
const OUTPUTS: ReadonlySet<string> = new Set(["-", "/dev/null", "/dev/stdout", "/dev/stderr"]);

/** Whether a word may stand where a value of this kind is expected, and which files it names. */
export function admitWord(kind: ValueKind, word: ShellWord, position: WordPosition): Admission {
  if (kind === "text") return admitText(word, position);
  if (kind === "read" || kind === "write") return admitPath(kind, word, position);
  if (kind === "revision") return admitRevision(word, position);
  if (typeof kind === "object" && "path" in kind) {
    if (word.value === undefined) return { problem: uncertainWord(word) };
    return kind.matches.test(word.value)
      ? admitPath(kind.path, word, position)
      : { problem: inadmissibleWord(word) };
  }
  if (kind === "word" && isLiteralOrFixed(word, position)) return NO_PATHS;
  if (word.value === undefined) return { problem: uncertainWord(word) };
  const pattern = kind === "number" ? /^[+-]?\d+(\.\d+)?[A-Za-z%]{0,3}$/ : kind;
  return pattern instanceof RegExp && pattern.test(word.value)
    ? NO_PATHS
    : { problem: inadmissibleWord(word) };
}

/** What is only shown; but file names that the shell fills in are read from a folder. */
function admitText(word: ShellWord, position: WordPosition): Admission {
  if (!isShowable(word)) return { problem: uncertainWord(word) };
  const isFilledIn = word.pieces.some(({ type }) => type === "glob");
  return isFilledIn ? admitPath("read", word, { ...position, globs: "any" }) : NO_PATHS;
}

/** A pattern behind `--include=` stays behind it, whatever the shell fills in. */
function isLiteralOrFixed({ value, pieces }: ShellWord, { isAttached }: WordPosition): boolean {
  return (
    value !== undefined || (isAttached && pieces.every(({ type }) => type === "text" || type === "glob"))
  );
}

function admitPath(access: "read" | "write", word: ShellWord, position: WordPosition): Admission {
  if (word.value !== undefined) {
    const isStream = (access === "read" ? STREAMS : OUTPUTS).has(word.value);
    return isStream ? NO_PATHS : { paths: [{ word, access }] };
  }
  const [first, ...others] = word.pieces;
  if (first?.type === "process") {
    const isStream = others.length === 0 && first.direction === "in" && access === "read";
    return isStream && position.takesStreams ? NO_PATHS : { problem: uncertainWord(word) };
  }
  const isHome =
    first?.type === "variable" && first.isPlain && first.isQuoted && ["HOME", "PWD"].includes(first.name);
  const rest = isHome || first?.type === "tilde" ? others : word.pieces;
  if (!rest.every(({ type }) => type === "text" || type === "glob")) return { problem: uncertainWord(word) };
  const isFilledIn = rest.some(({ type }) => type === "glob");
  const isRooted = rest !== word.pieces || position.isAttached || /^[^-]/.test(headOf(word));
  if (isFilledIn && (position.globs === "none" || (position.globs === "rooted" && !isRooted))) {
    return { problem: uncertainWord(word) };
  }
  if (isFilledIn && access === "write") return { problem: uncertainWord(word) };
  return climbsWhenFilledIn(rest) ? { problem: uncertainWord(word) } : { paths: [{ word, access }] };
}

/** A range with hashes that git prints: no path, since there is no separator in it. */
function isComputedRevision({ pieces }: ShellWord): boolean {
  return (
    pieces.some(({ type }) => type === "substitution") &&
    pieces.every(
      (piece) =>
        (piece.type === "substitution" && PRINTS_HASH.test(piece.text)) ||
        (piece.type === "text" && /^[\w@^~.{}-]*$/.test(piece.text)),
    )
  );
}

/** Whether what is filled in may be `..`, or a link that `..` behind it would follow. */
function climbsWhenFilledIn(pieces: ShellWord["pieces"]): boolean {
  const marked = pieces.map((piece) =>
    piece.type === "glob" ? "\0" : piece.type === "text" ? piece.text : "",
  );
  const parts = marked.join("").split("/");
  const first = parts.findIndex((part) => part.includes("\0"));
  if (first < 0) return false;
  return parts.slice(first).some((part) => part === ".." || (part.includes("\0") && /^\.[.\0]*$/.test(part)));
}

/**
 * `$(git merge-base HEAD main)` becomes a hash and nothing else. Names of tags and branches are none of these: one that was
 * fetched may begin like an option.
 */
const PRINTS_HASH =
  /^\s*git (?:merge-base(?: --fork-point)?|rev-parse(?: --short| --verify| -q| --quiet)*)(?: [A-Za-z@][\w@^~{}./-]*){1,2}\s*$/;

/** `main:src/a.ts` is a path in a revision; `main`, `../a` and `src/a.ts` may all be paths. */
function admitRevision(word: ShellWord, position: WordPosition): Admission {
  if (isComputedRevision(word)) return NO_PATHS;
  const admission = admitPath("read", word, position);
  if ("problem" in admission || word.value === undefined) return admission;
  const colon = word.value.indexOf(":");
  if (colon < 0 || word.value.startsWith(":(")) return admission;
  const inside = word.value.slice(colon + 1);
  return inside === "" || inside.startsWith("/")
    ? admission
    : { paths: [...admission.paths, { word: cutHead(word, colon + 1), access: "read" }] };
}
