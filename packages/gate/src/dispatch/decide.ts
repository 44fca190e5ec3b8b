import type { JsonObject, ToolAttemptEntry } from "@asky/sdk";
import { judgeTool } from "../policy/judge.ts";
import type { Policy } from "../policy/policy.ts";
import { quote } from "../quote.ts";
import { checkPaths } from "../sandbox/check-paths.ts";
import type { CallScope } from "./call-scope.ts";
import type { DeniedBy, PluginDenial } from "./outcome.ts";

/** What is decided about a call. */
export interface Decision {
  readonly isAllowed: boolean;
  readonly deniedBy?: DeniedBy;
  /** The plugin that denied it. */
  readonly plugin?: string;
  /** Why it is denied. */
  readonly reason?: string;
  /** What the audit log is told; nothing for a sandbox denial, which `AuditPlugin` records from the event. */
  readonly attempt?: AttemptFacts;
}

/** The part of an audit record that the decision makes. */
export type AttemptFacts = Pick<
  ToolAttemptEntry,
  "decision" | "classification" | "riskLevel" | "matchedRule" | "reason"
>;

/** Decides about a call: what plugins deny, then the sandbox, then the policy. Whatever asks is denied: nobody can be asked. */
export async function decide(
  { tool, area }: CallScope,
  args: JsonObject,
  denials: readonly PluginDenial[],
  policy: Policy,
): Promise<Decision> {
  const [denial] = denials;
  if (denial) return deniedByPlugin(denial, denials);
  const violation = await checkPaths(args, tool.parameters.schema, area);
  if (violation !== undefined) return { isAllowed: false, deniedBy: "sandbox", reason: violation };
  const { action, rule, riskLevel, reason } = judgeTool(policy, tool.name, tool.origin);
  const attempt: AttemptFacts = {
    decision: action,
    classification: rule ? "policy" : "unmatched",
    riskLevel,
    ...(rule && { matchedRule: rule.name }),
    ...(reason !== "" && { reason }),
  };
  return action === "allow"
    ? { isAllowed: true, attempt }
    : { isAllowed: false, deniedBy: "policy", reason, attempt };
}

/** The decision when judging itself has failed. */
export function deniedByFault(reason: string): Decision {
  return {
    isAllowed: false,
    reason,
    attempt: { decision: "deny", classification: "fault", riskLevel: "unknown", reason },
  };
}

/** The decision when the turn has ended meanwhile. Not recorded: nothing was judged, or the judgement already is. */
export function deniedByInterruption(): Decision {
  return { isAllowed: false, reason: "The turn was interrupted before the tool ran." };
}

function deniedByPlugin({ plugin, reason }: PluginDenial, denials: readonly PluginDenial[]): Decision {
  const record = denials
    .map((one) => `The plugin ${quote(one.plugin)} denied the call: ${one.reason}`)
    .join("\n");
  return {
    isAllowed: false,
    deniedBy: "plugin",
    plugin,
    reason,
    attempt: { decision: "deny", classification: "plugin", riskLevel: "unknown", reason: record },
  };
}
