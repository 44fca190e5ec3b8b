import { describeError } from "../describe-error.ts";
import { DEFAULT_POLICY, DEFAULT_POLICY_FILE } from "../policy/default-policy.ts";
import { judgeCall } from "../policy/judge-call.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { Policy, PolicyAction } from "../policy/policy.ts";
import { findInvalidArgument } from "./known-tools.ts";
import { readEntry, readId } from "./read-entry.ts";

/** What the gate says of one entry. */
export interface CheckedCall {
  /** As it stands in the entry; `null` when it has none. */
  readonly id: string | number | null;
  readonly verdict: PolicyAction;
  /** The name of the rule that decided; `null` when none did. */
  readonly rule: string | null;
  /** Why it does not simply run, in full sentences; empty when it does. */
  readonly reason: string;
}

/** How calls are checked. */
export interface CheckOptions {
  /** @defaultValue {@link DEFAULT_POLICY} */
  readonly policy?: Policy;
  /** The host's own folder, absolute: writing what the host reads there always asks. @defaultValue none */
  readonly configDir?: string;
}

/** What was checked, and whether it could be. */
export interface CheckResult {
  readonly checked: CheckedCall;
  /** Whether the entry was one; what is none is denied. */
  readonly isEntry: boolean;
}

/** The shipped policy, parsed. */
export function defaultPolicy(): Policy {
  return parsePolicy(DEFAULT_POLICY, DEFAULT_POLICY_FILE).policy;
}

/**
 * Says what the gate would decide about each call, without running any. Called by tests, editors and `asky-gate check`.
 * Never rejects; an entry that cannot be judged is denied.
 *
 * @param entries - `{ id, tool, input, cwd, allowed_dirs }` each: `tool` is the host's name of it, `plugin:name` or
 *   `mcp__server__name`; `cwd` is absolute and need not exist; `allowed_dirs` may be left out.
 * @returns one answer for each entry, in order.
 */
export async function checkCalls(
  entries: readonly unknown[],
  options: CheckOptions = {},
): Promise<readonly CheckedCall[]> {
  const policy = options.policy ?? defaultPolicy();
  const checked: CheckedCall[] = [];
  for (const entry of entries) checked.push((await checkEntry(entry, { ...options, policy })).checked);
  return checked;
}

/** Checks one entry. Never rejects. */
export async function checkEntry(
  entry: unknown,
  { policy, configDir }: CheckOptions & { readonly policy: Policy },
): Promise<CheckResult> {
  try {
    const id = readId(entry);
    const read = readEntry(entry);
    if (typeof read === "string")
      return { isEntry: false, checked: { id, ...refusal(`This entry cannot be judged: ${read}.`) } };
    const { tool: toolName, origin, input: args, cwd: directory, allowedDirs } = read;
    const invalid = findInvalidArgument(toolName, origin, args);
    if (invalid !== undefined) return { isEntry: true, checked: { id, ...refusal(invalid) } };
    const facts = { toolName, origin, args, parameters: {} };
    const verdict = await judgeCall(policy, facts, { area: { directory, allowedDirs }, configDir });
    const { action, rule, reason } = verdict;
    return { isEntry: true, checked: { id, verdict: action, rule: rule?.name ?? null, reason } };
  } catch (error) {
    const reason = `This entry cannot be judged: ${describeError(error)}`;
    return { isEntry: false, checked: { id: null, ...refusal(reason) } };
  }
}

function refusal(reason: string): Omit<CheckedCall, "id"> {
  return { verdict: "deny", rule: null, reason };
}
