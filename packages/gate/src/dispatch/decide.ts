import type { JsonObject, ToolAttemptEntry } from "@asky/sdk";
import type { AskFacts } from "../approvals/asked-call.ts";
import { judgeTool } from "../policy/judge.ts";
import type { Policy } from "../policy/policy.ts";
import { quote } from "../quote.ts";
import { checkPaths } from "../sandbox/check-paths.ts";
import { askFactsOf } from "./ask-facts.ts";
import type { CallScope } from "./call-scope.ts";
import type { DeniedBy, PluginDenial } from "./outcome.ts";

/** What is decided about a call. */
export interface Decision {
  readonly isAllowed: boolean;
  /** Set when the policy asks: a human's yes would allow it. Until then it is denied. */
  readonly ask?: AskFacts;
  /** How it came to be allowed although the policy asks. */
  readonly via?: "approval";
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

/** Decides about a call: what plugins deny, then the sandbox, then the policy. What asks is denied unless a human says yes. */
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
  const verdict = judgeTool(policy, tool.name, tool.origin);
  const { action, rule, riskLevel, reason } = verdict;
  const attempt: AttemptFacts = {
    decision: action,
    classification: rule ? "policy" : "unmatched",
    riskLevel,
    ...(rule && { matchedRule: rule.name }),
    ...(reason !== "" && { reason }),
  };
  if (action === "allow") return { isAllowed: true, attempt };
  const denied: Decision = { isAllowed: false, deniedBy: "policy", reason, attempt };
  return action === "deny" ? denied : { ...denied, ask: askFactsOf(tool, verdict, policy) };
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

/** The decision when the call is not what it was when somebody was asked about it. */
export function deniedByChange(riskLevel: AttemptFacts["riskLevel"]): Decision {
  const reason = "What the call would do has changed while somebody was asked about it.";
  const attempt: AttemptFacts = { decision: "deny", classification: "approval", riskLevel, reason };
  return { isAllowed: false, deniedBy: "approval", reason, attempt };
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
