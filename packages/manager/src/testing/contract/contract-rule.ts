/** What came of judging one rule. */
export type Finding =
  | { readonly verdict: "passed" }
  /** `detail`: where and what, or why it could not be judged, in full sentences. */
  | { readonly verdict: "failed" | "not_applicable" | "not_judged"; readonly detail: string };

/** One thing that a plugin or host must do, and how to see whether it does. */
export interface ContractRule<Bench> {
  /** Permanent: a topic, a slash, and what holds. */
  readonly id: string;
  /** What holds when the rule is kept, in one sentence. */
  readonly title: string;
  /** What to do when it is broken: imperative. */
  readonly fix: string;
  /** The rules without which this one cannot be judged, by id. */
  readonly needs?: readonly string[];
  readonly check: (bench: Bench) => Finding | Promise<Finding>;
}

/** The rule is kept. */
export const KEPT: Finding = Object.freeze({ verdict: "passed" });

/** The rule is broken: by what, in full sentences. Only the first few are told. */
export function broken(...details: readonly string[]): Finding {
  const more = details.length - MAX_DETAILS;
  const told = [...details.slice(0, MAX_DETAILS), ...(more > 0 ? [`And ${more} more.`] : [])];
  return { verdict: "failed", detail: told.join(" ") };
}

/** The rule says nothing about this subject: why, in a full sentence. */
export function notApplicable(detail: string): Finding {
  return { verdict: "not_applicable", detail };
}

/** Broken when there are faults, else kept. */
export function judge(faults: readonly string[]): Finding {
  return faults.length === 0 ? KEPT : broken(...new Set(faults));
}

const MAX_DETAILS = 5;
