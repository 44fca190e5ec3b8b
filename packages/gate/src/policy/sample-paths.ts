import { splitPath } from "../sandbox/resolve-path.ts";
import { fitsStep, fitsWildcards, type GlobStep, isWildcard, literalStep, wildcardsOf } from "./glob-word.ts";
import { expandAlternatives } from "./path-pattern.ts";
import type { PolicyRule } from "./policy.ts";

/** The steps of a path that a pattern is about, from the last one backwards, as far as they are certain. */
type Sample = readonly string[];

const samplesOf = new WeakMap<PolicyRule, readonly Sample[]>();
const namesOf = new WeakMap<PolicyRule, readonly string[]>();

/**
 * Whether a glob could stand for a path that a rule is about, whatever files there are now: `.e*` for `.env`. Only globs
 * that say something: `*` alone is judged by the files it stands for.
 *
 * @param steps - of the absolute path.
 */
export function couldTouch(rule: PolicyRule, steps: readonly GlobStep[]): boolean {
  if (!saysSomething(steps.at(-1))) return false;
  return samplesFor(rule).some((names) =>
    names.every((name, index) => {
      const step = steps.at(-1 - index);
      return step !== undefined && fitsCaseless(step, name, fitsStep);
    }),
  );
}

/**
 * The same for a pattern of `find -name` or `grep --include`, in which wildcards stand for dots as well: whether any name
 * in it could be that of a file, or a folder of such files, that the rule is about.
 */
export function couldName(rule: PolicyRule, pattern: string): boolean {
  return expandAlternatives(pattern)
    .flatMap((each) => splitPath(each))
    .some((name) => {
      const step = wildcardsOf(name);
      return saysSomething(step) && namesFor(rule).some((each) => fitsCaseless(step, each, fitsWildcards));
    });
}

/** Whether a pattern chooses at all: `*` does not. */
export function isSelective(pattern: string): boolean {
  return saysSomething(wildcardsOf(pattern.slice(pattern.lastIndexOf("/") + 1)));
}

function saysSomething(step: GlobStep | undefined): boolean {
  return step?.some((token) => !isWildcard(token)) === true;
}

function samplesFor(rule: PolicyRule): readonly Sample[] {
  const samples = samplesOf.get(rule) ?? (rule.paths ?? []).flatMap(sample);
  samplesOf.set(rule, samples);
  return samples;
}

function namesFor(rule: PolicyRule): readonly string[] {
  const names = namesOf.get(rule) ?? (rule.paths ?? []).flatMap(lastNames);
  namesOf.set(rule, names);
  return names;
}

/** The last names of a pattern that are sure to be there: `.ssh` of one that ends in `.ssh/` and two stars. */
function lastNames(pattern: string): readonly string[] {
  return expandAlternatives(pattern).flatMap((each) => {
    const last = splitPath(each).findLast((step) => !/^(?:\*+|~)$/.test(step));
    return last === undefined ? [] : fillIn([last]).flat();
  });
}

function fitsCaseless(step: GlobStep, name: string, fits: typeof fitsStep): boolean {
  const literal = literalStep(step);
  if (literal !== undefined) return literal.toLowerCase() === name.toLowerCase();
  const lower = step.map((token) => (isWildcard(token) ? token : token.toLowerCase()));
  return fits(lower, name.toLowerCase());
}

function sample(pattern: string): readonly Sample[] {
  return expandAlternatives(pattern).flatMap((each) => {
    const steps = splitPath(each).reverse();
    const end = steps.findIndex((step) => step === "**" || step === "*" || step === "~");
    const certain = end === -1 ? steps : steps.slice(0, end);
    if (certain.length === 0) return [];
    return fillIn(certain);
  });
}

/** Wildcards as something: once as nothing, once as a letter. */
function fillIn(steps: readonly string[]): readonly Sample[] {
  return ["", "x"].map((filler) => steps.map((step) => step.replaceAll("*", filler).replaceAll("?", "x")));
}
