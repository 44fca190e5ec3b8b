import { posix } from "node:path";
import { splitPath } from "../sandbox/resolve-path.ts";
import { fitsStep, fitsWildcards, type GlobStep, isWildcard, literalStep, wildcardsOf } from "./glob-word.ts";
import { toForms, touchesPath } from "./path-forms.ts";
import { expandAlternatives } from "./path-pattern.ts";
import type { PolicyRule } from "./policy.ts";

/** The steps of a path that a pattern is about, from the last one backwards, as far as they are certain. */
type Sample = readonly string[];

const samplesOf = new WeakMap<PolicyRule, readonly Sample[]>();

/**
 * Whether a glob could stand for a path that a rule is about, whatever files there are now: `.e*` for `.env`. Only globs
 * that say something: `*` alone is judged by the files it stands for.
 *
 * @param steps - of the absolute path.
 */
export function couldTouch(rule: PolicyRule, steps: readonly GlobStep[]): boolean {
  const last = steps.at(-1);
  if (!last?.some((token) => !isWildcard(token))) return false;
  return samplesFor(rule).some((names) =>
    names.every((name, index) => {
      const step = steps.at(-1 - index);
      return step !== undefined && fitsCaseless(step, name, fitsStep);
    }),
  );
}

/**
 * The same for a pattern of `find -name` or `grep --include`, in which wildcards stand for dots as well. Unless `isStrict`,
 * a pattern that fits any file of a kind, as `*.json` does, is not about those of the rule.
 */
export function couldName(rule: PolicyRule, pattern: string, isStrict: boolean): boolean {
  return expandAlternatives(pattern).some((each) => {
    const step = wildcardsOf(each.slice(each.lastIndexOf("/") + 1));
    if (!step.some((token) => !isWildcard(token))) return false;
    const fits = (name: string): boolean => fitsCaseless(step, name, fitsWildcards);
    return samplesFor(rule).some(
      ([name = ""]) => fits(name) && (isStrict || !fits(neutralName(name)) || samplesKind(rule, name)),
    );
  });
}

/** A file of the same kind that no rule would name. */
function neutralName(name: string): string {
  return `qqzz${posix.extname(name)}`;
}

/** Whether the rule is about all files of a kind, as `*.pem` is. */
function samplesKind(rule: PolicyRule, name: string): boolean {
  const forms = toForms(neutralName(name), undefined, []);
  return touchesPath(rule, forms);
}

function samplesFor(rule: PolicyRule): readonly Sample[] {
  const samples = samplesOf.get(rule) ?? (rule.paths ?? []).flatMap(sample);
  samplesOf.set(rule, samples);
  return samples;
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
    return ["", "x"].map((filler) =>
      certain.map((step) => step.replaceAll("*", filler).replaceAll("?", "x")),
    );
  });
}
