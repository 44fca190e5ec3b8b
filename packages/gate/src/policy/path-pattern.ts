import { isAbsolute } from "node:path";
import { splitPath } from "../sandbox/resolve-path.ts";
import { fitsWildcards, type GlobStep, MANY, ONE } from "./glob-word.ts";

const MAX_CHARS = 200;
const MAX_ALTERNATIVES = 100;

/** A path pattern, ready to be matched. */
export interface PathMatcher {
  /** Whether it is about the turn's directory; else about one place, or about paths anywhere. */
  readonly isRelative: boolean;
  /** Whether it is about one place: only absolute paths can fit. */
  readonly isAbsolute: boolean;
  /** By letters as they are, and in small letters. */
  readonly exact: readonly PatternSteps[];
  readonly caseless: readonly PatternSteps[];
}

/** A path, ready to be matched. */
export interface PathSteps {
  readonly isAbsolute: boolean;
  readonly exact: readonly string[];
  readonly caseless: readonly string[];
}

/** Names, names with wildcards, and `any` for any number of steps, none included. */
type PatternSteps = readonly PatternStep[];
type PatternStep = { readonly name: string } | { readonly glob: GlobStep } | "any";

/** Why a text of a rule is no path pattern, as the rest of a sentence that begins with its place; `undefined` when it is one. */
export function pathPatternFault(text: string): string | undefined {
  if (text === "") return "must not be empty";
  if (text.length > MAX_CHARS) return `must have at most ${MAX_CHARS} characters`;
  if (/\p{Cc}/u.test(text)) return "must have no control characters";
  if (text.includes("\\")) return 'must write separators as "/" and escape nothing with a backslash';
  const special = /^!|[()[\]|]/.exec(text)?.[0];
  if (special !== undefined)
    return `must have no "${special}": only *, **, ? and {a,b} are special, and ? stands for any other character`;
  if (text.includes("..")) return 'must not contain ".."';
  if (/^~[^/]/.test(text)) return 'must write the home directory as "~/"';
  if (/[{}]/.test(text.replaceAll(/\{[^{}]*\}/g, "")))
    return "must close each brace, and have none within others";
  const alternatives = expandAlternatives(text);
  if (alternatives.length > MAX_ALTERNATIVES)
    return `must stand for at most ${MAX_ALTERNATIVES} alternatives`;
  return alternatives.map(stepsFault).find((fault) => fault !== undefined);
}

function stepsFault(text: string): string | undefined {
  const steps = text.split("/");
  if (steps.some((step, index) => step === "." || (step === "" && index > 0)))
    return 'must have no "." and no empty step';
  return steps.some((step) => step.includes("**") && step !== "**")
    ? 'must write "**" as a step of its own'
    : undefined;
}

/**
 * Compiles a pattern that {@link pathPatternFault} has no objection to: one that begins with two stars is about paths
 * anywhere, `~/x` about the home directory, `/x` about one place, and anything else about the turn's directory.
 */
export function compilePathPattern(text: string, home: string): PathMatcher {
  const isOnePlace = /^(?:\/|~(?:\/|$))/.test(text);
  const prefix = text.startsWith("~") ? splitPath(home) : [];
  const alternatives = expandAlternatives(text.startsWith("~") ? text.slice(1) : text);
  return {
    isRelative: !isOnePlace && !/^\*\*(?:\/|$)/.test(text),
    isAbsolute: isOnePlace,
    exact: alternatives.map((each) => compileSteps(prefix, each)),
    caseless: alternatives.map((each) => compileSteps(prefix.map(toLower), toLower(each))),
  };
}

function compileSteps(prefix: readonly string[], text: string): PatternSteps {
  return [...prefix.map((name) => ({ name })), ...splitPath(text).map(toStep)];
}

function toLower(text: string): string {
  return text.toLowerCase();
}

/** Prepares a path for many patterns. */
export function toPathSteps(path: string): PathSteps {
  const exact = splitPath(path);
  return { isAbsolute: isAbsolute(path), exact, caseless: exact.map(toLower) };
}

/**
 * Whether a path fits. The time it takes grows with the lengths of path and pattern and not faster, whatever they are:
 * who calls tools chooses the paths.
 */
export function fitsPath(matcher: PathMatcher, path: PathSteps, letters: "exact" | "caseless"): boolean {
  if (matcher.isAbsolute && !path.isAbsolute) return false;
  return matcher[letters].some((steps) => fitsSteps(steps, path[letters]));
}

/** Each way to choose from a text's braces. */
export function expandAlternatives(text: string): readonly string[] {
  const match = /^([^{}]*)\{([^{}]*)\}(.*)$/s.exec(text);
  if (!match) return [text];
  const [, before = "", inside = "", after = ""] = match;
  const rest = expandAlternatives(after);
  return inside
    .split(",")
    .flatMap((each) => rest.map((end) => before + each + end))
    .slice(0, MAX_ALTERNATIVES + 1);
}

function toStep(text: string): PatternStep {
  if (text === "**") return "any";
  if (!/[*?]/.test(text)) return { name: text };
  return { glob: Array.from(text, (letter) => (letter === "*" ? MANY : letter === "?" ? ONE : letter)) };
}

function fitsStep(step: PatternStep | undefined, name: string | undefined): boolean {
  if (step === undefined || name === undefined || step === "any") return false;
  return "name" in step ? step.name === name : fitsWildcards(step.glob, name);
}

function fitsSteps(steps: PatternSteps, names: readonly string[]): boolean {
  // Most paths differ in their last name, and most patterns have one.
  const last = steps.at(-1);
  if (last !== "any" && !fitsStep(last, names.at(-1))) return false;
  let [at, position] = [0, 0];
  let lastAny = -1;
  let retryFrom = 0;
  while (position < names.length) {
    const step = steps[at];
    if (step === "any") {
      lastAny = at++;
      retryFrom = position;
    } else if (fitsStep(step, names[position])) {
      at++;
      position++;
    } else if (lastAny >= 0) {
      at = lastAny + 1;
      position = ++retryFrom;
    } else return false;
  }
  while (steps[at] === "any") at++;
  return at === steps.length;
}
