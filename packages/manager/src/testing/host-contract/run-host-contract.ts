import type { HostUnderTest } from "@asky/sdk";
import { type ContractReport, contractReport } from "../contract/contract-report.ts";
import type { ContractRule } from "../contract/contract-rule.ts";
import { judgeRules } from "../contract/judge-rules.ts";
import { watched } from "../observe/watch.ts";
import { EVENT_RULES } from "./event-rules.ts";
import { HOOK_RULES } from "./hook-rules.ts";
import { HostBench, type HostContractOptions } from "./host-bench.ts";
import { REPORT_RULES } from "./report-rules.ts";
import { SERVICE_RULES } from "./service-rules.ts";
import { START_RULES } from "./start-rules.ts";
import { STOP_RULES } from "./stop-rules.ts";
import { TOOL_RULES } from "./tool-rules.ts";

/** What every host keeps to, each rule after those it needs. */
const HOST_RULES: readonly ContractRule<HostBench>[] = [
  ...START_RULES,
  ...HOOK_RULES,
  ...EVENT_RULES,
  ...SERVICE_RULES,
  ...TOOL_RULES,
  ...REPORT_RULES,
  ...STOP_RULES,
];

/**
 * Judges a host by every rule that plugins rely on. Called by whoever embeds plugins, in any test framework or none.
 *
 * @param host - how to start the host and where its parts are.
 * @returns what came of each rule. Resolves also when rules are broken; see {@link assertContract}.
 */
export function runHostContract(
  host: HostUnderTest,
  options: HostContractOptions = {},
): Promise<ContractReport> {
  // Watched, so that a promise which the host forgot ends in a rule and not in the process.
  return watched(async (watch) => {
    const beginning = watch.mark();
    const report = contractReport(host.name, await judgeRules(HOST_RULES, new HostBench(host, options)));
    watch.releaseSince(beginning);
    return report;
  });
}
