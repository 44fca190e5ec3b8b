import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describeError } from "../describe-error.ts";
import { fileProblem, invalidPolicy, type PolicyReading, parsePolicy } from "./parse-policy.ts";
import { readPolicyFile } from "./read-policy-file.ts";

/**
 * Reads all files `*.toml` of a folder, ordered by name, into one policy. Called by the host at start-up. Hidden files are
 * passed over; without the folder there are no rules. Never rejects.
 */
export async function readPolicies(dir: string): Promise<PolicyReading> {
  let names: readonly string[];
  try {
    names = await readdir(dir);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const problems = isMissing
      ? []
      : [fileProblem(dir, `the folder cannot be read (${describeError(cause)})`, cause)];
    return merge(dir, problems.length > 0 ? [invalidPolicy(dir, problems)] : []);
  }
  const files = names.filter((name) => name.endsWith(".toml") && !name.startsWith(".")).sort();
  const readings: PolicyReading[] = [];
  for (const name of files) readings.push(await readPolicy(join(dir, name)));
  return merge(dir, readings);
}

async function readPolicy(file: string): Promise<PolicyReading> {
  try {
    return parsePolicy(await readPolicyFile(file), file);
  } catch (cause) {
    return invalidPolicy(file, [
      fileProblem(file, `the file cannot be read: ${describeError(cause)}`, cause),
    ]);
  }
}

function merge(dir: string, readings: readonly PolicyReading[]): PolicyReading {
  const policies = readings.map(({ policy }) => policy);
  return {
    policy: {
      rules: policies.flatMap(({ rules }) => rules),
      invalidFiles: policies.flatMap(({ invalidFiles }) => invalidFiles),
      ruleFile: policies[0]?.ruleFile ?? join(dir, "tools.toml"),
    },
    problems: readings.flatMap(({ problems }) => problems),
  };
}
