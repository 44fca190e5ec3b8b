import { contractBroken } from "../../errors/contract.ts";
import type { ContractReport } from "./contract-report.ts";
import { formatContractReport } from "./format-contract-report.ts";

/**
 * Passes when every rule was kept or does not apply. The last line of a test, in any framework or none.
 *
 * @throws PluginError `CONTRACT_BROKEN` whose message is the readable report of all broken rules.
 */
export function assertContract(report: ContractReport): void {
  if (report.failed === 0) return;
  const rules = report.rules.filter(({ verdict }) => verdict === "failed");
  throw contractBroken(formatContractReport({ ...report, rules }));
}
