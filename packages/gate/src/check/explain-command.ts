import { HOST_SOURCE } from "@asky/sdk";
import type { CallVerdict } from "../policy/call-verdict.ts";
import { judgeCall } from "../policy/judge-call.ts";
import { type CheckOptions, defaultPolicy } from "./check-calls.ts";

/** Where a command would run. */
export interface CommandPlace extends CheckOptions {
  /** Absolute; need not exist. */
  readonly cwd: string;
  /** @defaultValue none */
  readonly allowedDirs?: readonly string[];
}

/**
 * Says what the gate would decide about a shell command of the host's `Bash`, with the judgement of each command in it.
 * Called by `asky-gate explain`, and by whoever shows such trees. Runs nothing.
 */
export function explainCommand(
  command: string,
  { cwd, allowedDirs = [], policy = defaultPolicy(), configDir }: CommandPlace,
): Promise<CallVerdict> {
  const facts = { toolName: "Bash", origin: HOST_SOURCE, args: { command }, parameters: {} };
  return judgeCall(policy, facts, { area: { directory: cwd, allowedDirs }, configDir });
}
