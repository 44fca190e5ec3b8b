import { readdir } from "node:fs/promises";
import { type PolicyReading, parsePolicy, readPolicies } from "@asky/gate";
import { BUILT_IN_POLICY } from "./built-in-policy.ts";

/** The operator's policy; the built-in one when there is no policy file at all. */
export async function readPolicy(folder: string): Promise<PolicyReading> {
  const reading = await readPolicies(folder);
  const { policy, problems } = reading;
  if (problems.length > 0 || policy.rules.length > 0 || (await hasPolicyFile(folder))) return reading;
  const builtIn = parsePolicy(BUILT_IN_POLICY, "the built-in policy");
  return { ...builtIn, policy: { ...builtIn.policy, ruleFile: policy.ruleFile } };
}

/** A file without rules is a decision too: nothing is allowed. */
async function hasPolicyFile(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => name.endsWith(".toml") && !name.startsWith("."));
}
