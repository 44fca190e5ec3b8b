import { homedir } from "node:os";
import { quote } from "../quote.ts";
import type { PathLookup } from "../sandbox/check-paths.ts";
import type { ShellWord } from "../shell/shell-script.ts";
import { createGlobBudget, expandGlob, type GlobBudget } from "./expand-glob.ts";
import { type GlobStep, literalStep, type PathWord, readPathWord } from "./glob-word.ts";
import { type PathForms, toForms } from "./path-forms.ts";

/** What is known of a word that names files. */
export interface ShellPath {
  readonly source: string;
  /** Every file that it may name; more than one for a glob, or when the directory is not certain. */
  readonly forms: readonly PathForms[];
  /** The glob from the root of the file system, for files that do not exist yet. */
  readonly globs: readonly (readonly GlobStep[])[];
  /** Why it leaves the sandbox, as the rest of a sentence. */
  readonly violation?: string;
  /** Why nobody knows where it leads, as the rest of a sentence. */
  readonly doubt?: string;
  /** No file at all, or one that holds nothing: `-`, `/dev/null`, a pipe. */
  readonly isHarmless: boolean;
}

/** Streams of the process, and devices that give nothing away. */
const HARMLESS = /^(?:-|\/dev\/(?:null|stdin|stdout|stderr|fd\/\d+|zero|random|urandom))$/;

/** One budget for all globs of a judgement, which has one lookup. */
const budgets = new WeakMap<PathLookup, GlobBudget>();

function budgetOf(lookup: PathLookup): GlobBudget {
  const budget = budgets.get(lookup) ?? createGlobBudget();
  budgets.set(lookup, budget);
  return budget;
}

/**
 * Looks up where a word leads, from every directory that the command may run in.
 *
 * @param directories - absolute; `undefined` when nobody knows them.
 */
export async function findShellPath(
  word: ShellWord,
  directories: readonly string[] | undefined,
  lookup: PathLookup,
): Promise<ShellPath> {
  const { source } = word;
  const path = readPathWord(word, homedir(), directories?.length === 1 ? directories[0] : undefined);
  const nothing = { source, forms: [], globs: [], isHarmless: false };
  if (path.type === "stream") return { ...nothing, isHarmless: true };
  if (path.type === "unknown") return { ...nothing, doubt: "only the shell knows which file that is" };
  if (path.type === "literal" && HARMLESS.test(path.text)) return { ...nothing, isHarmless: true };
  const isAbsolute = path.type === "glob" ? path.isAbsolute : path.text.startsWith("/");
  const starts = isAbsolute ? [lookup.area.directory] : directories;
  if (!starts) {
    const raw = path.type === "glob" ? [] : [toForms(path.text, undefined, [])];
    return { ...nothing, forms: raw, doubt: "nobody knows in which directory that is" };
  }
  const found: ShellPath[] = [];
  for (const start of starts) {
    found.push(
      path.type === "glob"
        ? await findGlob(source, path, start, lookup)
        : await findLiteral(source, path, start, lookup),
    );
  }
  return merge(source, found);
}

async function findLiteral(
  source: string,
  { type, text }: Extract<PathWord, { readonly text: string }>,
  start: string,
  lookup: PathLookup,
): Promise<ShellPath> {
  const finding = await lookup.find(text, start);
  const forms = [toForms(text, finding, await lookup.bases())];
  return {
    source,
    forms,
    globs: [],
    isHarmless: false,
    ...("fault" in finding && { violation: finding.fault }),
    ...(type === "guess" && { doubt: "a variable may have been changed" }),
  };
}

async function findGlob(
  source: string,
  { isAbsolute, steps }: Extract<PathWord, { readonly type: "glob" }>,
  start: string,
  lookup: PathLookup,
): Promise<ShellPath> {
  const nothing = { source, forms: [], globs: [], isHarmless: false };
  const firstGlob = steps.findIndex((step) => literalStep(step) === undefined);
  const literals = steps.slice(0, firstGlob).map((step) => literalStep(step) ?? "");
  const folder = (isAbsolute ? "/" : "./") + literals.join("/");
  const finding = await lookup.find(folder, start);
  if ("fault" in finding) return { ...nothing, violation: finding.fault };
  const rest = steps.slice(firstGlob);
  const [named, ...others] = finding.named;
  const doubtful = { ...nothing, doubt: "nobody can tell all the files that it stands for" };
  if (named === undefined || others.length > 0) return doubtful;
  if (rest.some((step) => literalStep(step) === "..") || finding.resolved.length > 1) return doubtful;
  const mayEnter = async (place: string): Promise<boolean> => !("fault" in (await lookup.find(place, start)));
  const names = await expandGlob(named, rest, mayEnter, budgetOf(lookup));
  if (!names) return doubtful;
  const bases = await lookup.bases();
  const forms: PathForms[] = [];
  for (const name of names) {
    const match = await lookup.find(name, start);
    if ("fault" in match)
      return { ...nothing, forms, violation: `it stands for ${quote(name)}, and ${match.fault}` };
    forms.push(toForms(name, match, bases));
  }
  const globs = [...finding.named, ...finding.resolved].map((place) => [
    ...place
      .split("/")
      .filter((name) => name !== "")
      .map((name) => [...name]),
    ...rest,
  ]);
  return { source, forms, globs, isHarmless: false };
}

/** A violation only counts when there is no directory in which the path would be fine. */
function merge(source: string, found: readonly ShellPath[]): ShellPath {
  const violation = found.every((each) => each.violation !== undefined) ? found[0]?.violation : undefined;
  const mixed = violation === undefined && found.some((each) => each.violation !== undefined);
  const doubt =
    found.find((each) => each.doubt !== undefined)?.doubt ??
    (mixed ? "it may leave the sandbox, which depends on whether a cd before it succeeds" : undefined);
  return {
    source,
    forms: found.flatMap(({ forms }) => forms),
    globs: found.flatMap(({ globs }) => globs),
    isHarmless: found.length > 0 && found.every(({ isHarmless }) => isHarmless),
    ...(violation !== undefined && { violation }),
    ...(doubt !== undefined && { doubt }),
  };
}
