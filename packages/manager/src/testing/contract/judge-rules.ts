import { describeError } from "../../problems/describe-error.ts";
import { type RuleReport, ruleReport } from "./contract-report.ts";
import { broken, type ContractRule, type Finding } from "./contract-rule.ts";

/** Judges rules one after the other. Never rejects: a check that fails breaks its rule. */
export async function judgeRules<Bench>(
  rules: readonly ContractRule<Bench>[],
  bench: Bench,
): Promise<readonly RuleReport[]> {
  const reports = new Map<string, RuleReport>();
  for (const rule of rules) {
    const unmet = (rule.needs ?? []).find((id) => isInTheWay(reports.get(id)));
    const finding = unmet === undefined ? await check(rule, bench) : notJudged(unmet);
    reports.set(rule.id, ruleReport(rule, finding));
  }
  return [...reports.values()];
}

/** What does not apply is in nobody's way. */
function isInTheWay(report: RuleReport | undefined): boolean {
  return report === undefined || report.verdict === "failed" || report.verdict === "not_judged";
}

function notJudged(unmet: string): Finding {
  return { verdict: "not_judged", detail: `Mend "${unmet}" first.` };
}

async function check<Bench>(rule: ContractRule<Bench>, bench: Bench): Promise<Finding> {
  try {
    return await rule.check(bench);
  } catch (error) {
    const { message, causes } = describeError(error);
    return broken([message, ...causes].join(" ← "));
  }
}
