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
  const steps = toPathSteps(raw);
  return { raw: { text: raw, whole: steps, relatives: [steps] }, absolute };
}

/** Whether a rule that asks or denies is about a path: when any form of it fits, in capital letters or not. */
export function touchesPath(rule: PolicyRule, { raw, absolute }: PathForms): boolean {
  const { paths, exceptions } = matchersOf(rule);
  return [raw, ...absolute].some(
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
