import { homedir } from "node:os";
import type { CommandPath, CommandVerdict } from "../commands/command-verdict.ts";
import type { PathLookup } from "../sandbox/check-paths.ts";
import type { ShellCommand, ShellRedirect, ShellWord } from "../shell/shell-script.ts";
import { readPathWord } from "./glob-word.ts";
import { type PathForms, toForms } from "./path-forms.ts";
import { findShellPath, type ShellPath } from "./shell-path.ts";

/** A file that a command names. */
export interface PartPath {
  readonly access: "read" | "write";
  readonly isRedirect: boolean;
  /** The tables or the shell say that it is a file; else it only looks like one, or could be one. */
  readonly isCertain: boolean;
  readonly found: ShellPath & {
    /** Why it would leave the sandbox if it is a path, as the rest of a sentence. */
    readonly guess?: string;
  };
}

/** Reads nothing, writes nothing: a text or a descriptor. */
const NO_FILE: ReadonlySet<string> = new Set(["<<", "<<-", "<<<"]);
const READS: ReadonlySet<string> = new Set(["<"]);

/** All files that a command may touch: by its words, by its redirections, and by words that could be paths. */
export async function pathsOfPart(
  command: ShellCommand,
  tables: CommandVerdict,
  directories: readonly string[] | undefined,
  lookup: PathLookup,
): Promise<readonly PartPath[]> {
  const paths: PartPath[] = [];
  for (const { word, access } of [...tables.paths, ...directoryWords(command, tables)]) {
    const found = await findShellPath(word, directories, lookup);
    paths.push({ access, isRedirect: false, isCertain: true, found });
  }
  for (const redirect of command.redirects) {
    const path = await pathOfRedirect(redirect, directories, lookup);
    if (path) paths.push(path);
  }
  for (const text of possiblePaths(command, tables)) paths.push(await guessPath(text, directories, lookup));
  return paths;
}

async function pathOfRedirect(
  { operator, target, source }: ShellRedirect,
  directories: readonly string[] | undefined,
  lookup: PathLookup,
): Promise<PartPath | undefined> {
  const bare = operator.replace(/^\d+/, "");
  if (NO_FILE.has(bare)) return undefined;
  if (target === undefined) {
    const found: ShellPath = {
      source,
      forms: [],
      globs: [],
      isHarmless: false,
      doubt: "it leads nowhere known",
    };
    return { access: "write", isRedirect: true, isCertain: true, found };
  }
  if (/^[<>]&$/.test(bare) && target.value !== undefined && /^(?:\d+-?|-)$/.test(target.value))
    return undefined;
  const found = await findShellPath(target, directories, lookup);
  return { access: READS.has(bare) ? "read" : "write", isRedirect: true, isCertain: true, found };
}

/** Where a `cd` leads is a path, whatever the tables say of it. */
function directoryWords({ name, args }: ShellCommand, { paths }: CommandVerdict): readonly CommandPath[] {
  if (name?.value === undefined || !["cd", "pushd", "chdir"].includes(name.value)) return [];
  return args
    .filter((word) => !/^-/.test(word.value ?? "") && !paths.some((path) => path.word === word))
    .map((word): CommandPath => ({ word, access: "read" }));
}

/** A text that may be a path. */
interface PossiblePath {
  readonly text: string;
  /** Whether it would be one at its place, if it looks like one. */
  readonly isLikely: boolean;
}

/**
 * Words of a command that no table knows, and what stands in them behind `=`, `@`, `,` and `:`; of known commands only
 * what stands behind a colon, as in `git show HEAD:.env`.
 */
function possiblePaths(
  { args }: ShellCommand,
  { class: commandClass, paths }: CommandVerdict,
): readonly PossiblePath[] {
  const found = new Map<string, PossiblePath>();
  const add = (text: string, isLikely: boolean): void => {
    if (text !== "" && !text.startsWith("-"))
      found.set(text, { text, isLikely: isLikely || found.get(text)?.isLikely === true });
  };
  const isKnown = commandClass === "read" || commandClass === "project";
  const named = new Set(paths.map(({ word }) => word));
  for (const word of args) {
    const value = word.value ?? placeOf(word);
    if (value === undefined || value.length > 1000 || named.has(word)) continue;
    for (const piece of value.split(":").slice(1)) add(piece, false);
    if (isKnown) continue;
    add(value, true);
    for (const piece of value.split(/[=@]/).slice(1)) add(piece, true);
    for (const piece of value.split(/[=@,:]/)) add(piece, false);
  }
  return [...found.values()];
}

/** `~/x` and `$HOME/x`, which only the shell knows for sure. */
function placeOf(word: ShellWord): string | undefined {
  const path = readPathWord(word, homedir(), undefined);
  return path.type === "literal" || path.type === "guess" ? path.text : undefined;
}

/** For rules that deny files; that it leaves the sandbox only makes one ask, since it may be no path at all. */
async function guessPath(
  { text, isLikely }: PossiblePath,
  directories: readonly string[] | undefined,
  lookup: PathLookup,
): Promise<PartPath> {
  const starts = directories ?? [lookup.area.directory];
  const forms: PathForms[] = [];
  let guess: string | undefined;
  for (const start of starts) {
    const finding = await lookup.find(text, start);
    forms.push(toForms(text, finding, await lookup.bases()));
    if ("fault" in finding && isLikely && LOOKS_LIKE_PATH.test(text)) guess = finding.fault;
  }
  const found = { source: text, forms, globs: [], isHarmless: false, ...(guess !== undefined && { guess }) };
  return { access: "write", isRedirect: false, isCertain: false, found };
}

const LOOKS_LIKE_PATH = /^(?:\/|~|\.\.?(?:\/|$))|(?:^|\/)\.\.(?:\/|$)/;
