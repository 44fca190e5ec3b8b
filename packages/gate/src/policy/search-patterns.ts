import { posix } from "node:path";
import type { ShellCommand, ShellWord, WordPiece } from "../shell/shell-script.ts";
import { isSelective } from "./sample-paths.ts";

/** Options whose value says which files are looked into, by program. */
const OPTIONS: Readonly<Record<string, RegExp>> = {
  find: /^-(?:i?name|i?path|i?wholename)$/,
  grep: /^--include$/,
  egrep: /^--include$/,
  fgrep: /^--include$/,
  rg: /^(?:-g|--glob|--iglob|--type-add)$/,
};

/** Options in one word with their value, in which no file is chosen. */
const NO_CHOICE =
  /exclude|ignore|not|regexp|grep|author|committer|format|pretty|prefix|label|separator|message/;

/** Programs that `find` runs to tell of files, and not to show what is in them. */
const TELLERS: ReadonlySet<string> = new Set([
  ...["grep", "egrep", "fgrep", "rg", "wc", "ls", "stat", "file", "du", "test", "[", "echo", "printf"],
  ...["basename", "dirname", "realpath"],
]);

/** The files that a command chooses to look into. */
export interface SearchChoice {
  /** As globs; in those of git, wildcards stand for separators as well. */
  readonly globs: readonly string[];
  /** Whether what is in them is shown whole, so that a glob must not even fit a file by the way. */
  readonly isStrict: boolean;
}

/** The globs by which a command chooses files to look into; a `find` that only lists names looks into none. */
export function searchChoice(command: ShellCommand): SearchChoice {
  const name = nameOf(command);
  if (name !== "find") return { globs: [...choicesOf(command), ...pathspecsOf(command)], isStrict: false };
  const runs = command.args.some(({ value }) => /^-(?:exec|ok)(?:dir)?$/.test(value ?? ""));
  return { globs: runs ? choicesOf(command) : [], isStrict: true };
}

/**
 * Whether a command that `find` runs may be handed any file there is, and shows what is in it.
 *
 * @param before - the commands before it, in order.
 */
export function showsAnyFile(command: ShellCommand, before: readonly ShellCommand[]): boolean {
  const runsUnderFind = command.context.some(
    (around) => around.type === "wrapper" && around.takesMore && around.name === "find",
  );
  if (!runsUnderFind || TELLERS.has(nameOf(command))) return false;
  const find = before.findLast((each) => nameOf(each) === "find");
  return find === undefined || !choicesOf(find).some(isSelective);
}

function choicesOf(command: ShellCommand): readonly string[] {
  const name = nameOf(command);
  const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  const words = command.args.map(textOf);
  const found = words.flatMap((word, index) => {
    if (option?.test(word)) return [words[index + 1] ?? ""];
    if (name === "find" || !word.startsWith("-")) return [];
    const [, key = "", value] = /^(--?[^=]*)=(.*)$/s.exec(word) ?? [];
    if (value !== undefined) return NO_CHOICE.test(key) ? [] : [value];
    return name === "rg" && /^-[A-Za-z.]*g./.test(word) ? [word.replace(/^-[A-Za-z.]*?g/, "")] : [];
  });
  // What begins so leaves files out; behind a colon stand the files of a type.
  return found.filter((glob) => !glob.startsWith("!")).flatMap((glob) => [glob, ...glob.split(":").slice(1)]);
}

/** The words with wildcards by which git chooses files, without what may stand before a path. */
function pathspecsOf(command: ShellCommand): readonly string[] {
  if (nameOf(command) !== "git") return [];
  const words = command.args.map(textOf).filter((word) => !word.startsWith("-") && /[*?[]/.test(word));
  return words.map((word) => word.replace(/^:(?:\([^)]*\)|[/!^]*)/, ""));
}

/** A word as a glob: what only the shell knows may be anything. */
function textOf({ value, pieces }: ShellWord): string {
  return value ?? pieces.map(spell).join("");
}

function spell(piece: WordPiece): string {
  if (piece.type === "text" || piece.type === "glob") return piece.text;
  return piece.type === "unknown" && piece.what === "braces" ? piece.source : "*";
}

function nameOf({ name }: ShellCommand): string {
  return name?.value === undefined ? "" : posix.basename(name.value);
}
