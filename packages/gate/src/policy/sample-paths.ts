import { posix } from "node:path";
import { splitPath } from "../sandbox/resolve-path.ts";
import { fitsStep, fitsWildcards, type GlobStep, isWildcard, literalStep, wildcardsOf } from "./glob-word.ts";
import { toForms, touchesPath } from "./path-forms.ts";
import { expandAlternatives } from "./path-pattern.ts";
import type { PolicyRule } from "./policy.ts";

/** The steps of a path that a pattern is about, from the last one backwards, as far as they are certain. */
type Sample = readonly string[];

const samplesOf = new WeakMap<PolicyRule, readonly Sample[]>();
const folderSamplesOf = new WeakMap<PolicyRule, readonly Sample[]>();

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
 * The same for a pattern of `find -name` or `grep --include`, in which wildcards stand for dots as well: whether names in it
 * could be those of a file, or a folder of such files, that the rule is about. Unless `isStrict`, a pattern that fits any
 * file of a kind, as `*.json` does, is not.
 */
export function couldName(rule: PolicyRule, pattern: string, isStrict: boolean): boolean {
  return expandAlternatives(pattern).some((each) => {
    const steps = splitPath(each).map(wildcardsOf).reverse();
    return folderSamplesFor(rule).some((names) =>
      steps.some((_, from) => fitsSample(rule, steps.slice(from), names, isStrict)),
    );
  });
}

/** Whether a pattern chooses at all: `*` does not. */
export function isSelective(pattern: string): boolean {
  return saysSomething(wildcardsOf(pattern.slice(pattern.lastIndexOf("/") + 1)));
}

function fitsSample(rule: PolicyRule, steps: readonly GlobStep[], names: Sample, isStrict: boolean): boolean {
  return names.every((name, index) => {
    const step = steps[index];
    if (!step || !saysSomething(step) || !fitsCaseless(step, name, fitsWildcards)) return false;
    return isStrict || !fitsCaseless(step, neutralName(name), fitsWildcards) || isOfKind(rule, name);
  });
}

/** A file of the same kind that hardly any rule would name. */
function neutralName(name: string): string {
  return `qqzz${posix.extname(name)}`;
}

/** Whether the rule is about all files of a kind, as `*.pem` is. */
function isOfKind(rule: PolicyRule, name: string): boolean {
  return touchesPath(rule, toForms(neutralName(name), undefined, []));
}

function saysSomething(step: GlobStep | undefined): boolean {
  return step?.some((token) => !isWildcard(token)) === true;
}

function fitsCaseless(step: GlobStep, name: string, fits: typeof fitsStep): boolean {
  const literal = literalStep(step);
  if (literal !== undefined) return literal.toLowerCase() === name.toLowerCase();
  const lower = step.map((token) => (isWildcard(token) ? token : token.toLowerCase()));
  return fits(lower, name.toLowerCase());
}

function samplesFor(rule: PolicyRule): readonly Sample[] {
  const samples = samplesOf.get(rule) ?? (rule.paths ?? []).flatMap((pattern) => sample(pattern, false));
  samplesOf.set(rule, samples);
  return samples;
}

/** Also of folders whose files the rule is about: `.ssh` of a pattern that ends in `.ssh/` and two stars. */
function folderSamplesFor(rule: PolicyRule): readonly Sample[] {
  const samples = folderSamplesOf.get(rule) ?? (rule.paths ?? []).flatMap((pattern) => sample(pattern, true));
  folderSamplesOf.set(rule, samples);
  return samples;
}

function sample(pattern: string, takesFolders: boolean): readonly Sample[] {
  return expandAlternatives(pattern).flatMap((each) => {
    const all = splitPath(each).reverse();
    const steps = takesFolders
      ? all.slice(
          Math.max(
            0,
            all.findIndex((step) => !isOpen(step)),
          ),
        )
      : all;
    const end = steps.findIndex(isOpen);
    const certain = end === -1 ? steps : steps.slice(0, end);
    if (certain.length === 0) return [];
    // Wildcards as something: once as nothing, once as a letter.
    return ["", "x"].map((filler) =>
      certain.map((step) => step.replaceAll("*", filler).replaceAll("?", "x")),
    );
  });
}

function isOpen(step: string): boolean {
  return step === "**" || step === "*" || step === "~";
}
