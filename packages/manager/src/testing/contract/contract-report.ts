import type { ContractRule, Finding } from "./contract-rule.ts";

/** What the suite found out about one rule. */
export interface RuleReport {
  /** Permanent. */
  readonly id: string;
  /** What holds when the rule is kept. */
  readonly title: string;
  /** `not_judged`: it takes another rule that is broken. */
  readonly verdict: Finding["verdict"];
  /** What was seen that breaks the rule, or why it does not apply or was not judged. */
  readonly detail?: string;
  /** What to do; with a broken rule only. */
  readonly fix?: string;
}

/** What the suite found out about a plugin or a host. JSON, frozen. */
export interface ContractReport {
  /** Who was judged: a plugin's name, its package, or the host's name. */
  readonly subject: string;
  /** In the order in which they were judged. */
  readonly rules: readonly RuleReport[];
  /** How many rules were kept, and so on. */
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
  readonly notJudged: number;
}

/** Puts a report together. */
export function contractReport(subject: string, rules: readonly RuleReport[]): ContractReport {
  const count = (verdict: RuleReport["verdict"]): number =>
    rules.filter((rule) => rule.verdict === verdict).length;
  return Object.freeze({
    subject,
    rules: Object.freeze(rules.map((rule) => Object.freeze(rule))),
    passed: count("passed"),
    failed: count("failed"),
    notApplicable: count("not_applicable"),
    notJudged: count("not_judged"),
  });
}

/** One rule with what came of it. */
export function ruleReport(rule: ContractRule<never>, finding: Finding): RuleReport {
  const { id, title, fix } = rule;
  return {
    id,
    title,
    ...finding,
    ...(finding.verdict === "failed" && { fix }),
  };
}
