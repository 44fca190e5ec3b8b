import { homedir } from "node:os";
import { relative } from "node:path";
import { isInside, type PathFinding } from "../sandbox/check-paths.ts";
import {
  compilePathPattern,
  fitsPath,
  type PathMatcher,
  type PathSteps,
  toPathSteps,
} from "./path-pattern.ts";
import type { PolicyRule } from "./policy.ts";

/** One form of a path: as it stands, by name, or with links followed. */
interface PathForm {
  readonly text: string;
  readonly whole: PathSteps;
  /** From the turn's directory, when it lies there. */
  readonly relatives: readonly PathSteps[];
}

/** One path in all its forms, for the patterns of rules. */
export interface PathForms {
  readonly raw: PathForm;
  /** What some systems and tools make of it: only for rules that deny or ask. */
  readonly disguised: readonly PathForm[];
  /** Empty when the path could not be followed, or leaves the sandbox. */
  readonly absolute: readonly PathForm[];
}

/** @param bases - the directory of the turn, as named and resolved. */
export function toForms(raw: string, finding: PathFinding | undefined, bases: readonly string[]): PathForms {
  const paths = !finding || "fault" in finding ? [] : new Set([...finding.named, ...finding.resolved]);
  const absolute = Array.from(paths, (text): PathForm => {
    const inside = bases.filter((base) => isInside(base, text));
    const relatives = inside.map((base) => toPathSteps(relative(base, text)));
    return { text, whole: toPathSteps(text), relatives };
  });
  return { raw: toRawForm(raw), disguised: undisguise(raw).map(toRawForm), absolute };
}

function toRawForm(text: string): PathForm {
  const steps = toPathSteps(text);
  return { text, whole: steps, relatives: [steps] };
}

/**
 * The same name without what is taken off or made even on the way to a file: percent escapes, letters in another form of
 * Unicode and those that nobody sees, the name of a stream of the file (`:$DATA`), what stands behind a NUL, dots and blanks at the end.
 */
function undisguise(raw: string): readonly string[] {
  if (PLAIN_PATH.test(raw)) return [];
  const found = new Set<string>();
  for (let text = raw, rounds = 0; rounds < 3; rounds++) {
    const even = text.normalize("NFKC").replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "");
    const slashed = even.replaceAll("\\", "/");
    const [beforeNul = ""] = slashed.split("\0");
    for (const each of [even, slashed, beforeNul, cutStreams(beforeNul)]) found.add(each);
    const decoded = even.replaceAll(/(?:%[0-9a-f]{2})+/gi, decodeEscapes);
    if (decoded === text) break;
    text = decoded;
    found.add(text);
  }
  found.delete(raw);
  return [...found];
}

/** No letter, and no end of a name, that anything is made of. */
const PLAIN_PATH = /^(?!.*[. ](?:\/|$))[\w./@+,=~ -]*$/;

/** In each name what follows a colon, and dots and blanks at the end; but `.` and `..` are names. */
function cutStreams(path: string): string {
  const cut = (name: string): string =>
    /^\.{1,2}$/.test(name) ? name : name.replace(/(?<=.):.*$/s, "").replace(/[. ]+$/, "");
  return path.split("/").map(cut).join("/");
}

function decodeEscapes(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    // No text in UTF-8: byte by byte, as Latin-1.
    return escapes.replaceAll(/%(..)/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  }
}

/** Whether a rule that asks or denies is about a path: when any form of it fits, in capital letters or not. */
export function touchesPath(rule: PolicyRule, { raw, disguised, absolute }: PathForms): boolean {
  const { paths, exceptions } = matchersOf(rule);
  return [raw, ...disguised, ...absolute].some(
    (form) =>
      paths.some((each) => fits(each, form, "caseless")) &&
      !exceptions.some((each) => fits(each, form, "exact")),
  );
}

/** Whether a rule that allows is about a path: when every form of it fits, letter by letter. */
export function coversPath(rule: PolicyRule, { absolute }: PathForms): boolean {
  const { paths, exceptions } = matchersOf(rule);
  return (
    absolute.length > 0 &&
    absolute.every(
      (form) =>
        paths.some((each) => fits(each, form, "exact")) &&
        !exceptions.some((each) => fits(each, form, "caseless")),
    )
  );
}

function fits(matcher: PathMatcher, { whole, relatives }: PathForm, letters: "exact" | "caseless"): boolean {
  const paths = matcher.isRelative ? relatives : [whole];
  return paths.some((path) => fitsPath(matcher, path, letters));
}

interface RuleMatchers {
  readonly paths: readonly PathMatcher[];
  readonly exceptions: readonly PathMatcher[];
}

/** Rules are values that never change, so each is compiled once. */
const compiled = new WeakMap<PolicyRule, RuleMatchers>();

function matchersOf(rule: PolicyRule): RuleMatchers {
  const known = compiled.get(rule);
  if (known) return known;
  const compile = (text: string): PathMatcher => compilePathPattern(text, homedir());
  const matchers = {
    paths: (rule.paths ?? []).map(compile),
    exceptions: (rule.exceptPaths ?? []).map(compile),
  };
  compiled.set(rule, matchers);
  return matchers;
}
