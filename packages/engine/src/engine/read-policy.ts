import { readdir } from "node:fs/promises";
import {
  DEFAULT_POLICY,
  DEFAULT_POLICY_FILE,
  type PolicyReading,
  parsePolicy,
  readPolicies,
} from "@asky/gate";

/** The operator's policy; the shipped one when there is no policy file at all. */
export async function readPolicy(folder: string): Promise<PolicyReading> {
  const reading = await readPolicies(folder);
  const { policy, problems } = reading;
  if (problems.length > 0 || policy.rules.length > 0 || (await hasPolicyFile(folder))) return reading;
  const shipped = parsePolicy(DEFAULT_POLICY, DEFAULT_POLICY_FILE);
  return { ...shipped, policy: { ...shipped.policy, ruleFile: policy.ruleFile } };
}

/** A file without rules is a decision too: nothing is allowed. */
async function hasPolicyFile(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => name.endsWith(".toml") && !name.startsWith("."));
}
