import type { JsonObject, ToolAttemptEntry } from "@asky/sdk";
import type { CallVerdict } from "../policy/call-verdict.ts";
import { judgeCall } from "../policy/judge-call.ts";
import type { Policy } from "../policy/policy.ts";
import { quote } from "../quote.ts";
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
  /** What sandbox and policy said; left out when they were not asked. */
  readonly verdict?: CallVerdict;
}

/** The part of an audit record that the decision makes. */
export type AttemptFacts = Pick<
  ToolAttemptEntry,
  "decision" | "classification" | "riskLevel" | "matchedRule" | "reason"
>;

/** Decides about a call: what plugins deny, then sandbox and policy. Whatever asks is denied: nobody can be asked. */
export async function decide(
  { tool, area }: CallScope,
  args: JsonObject,
  denials: readonly PluginDenial[],
  policy: Policy,
  configDir?: string,
): Promise<Decision> {
  const [denial] = denials;
  if (denial) return deniedByPlugin(denial, denials);
  const { name: toolName, origin } = tool;
  const facts = { toolName, origin, args, parameters: tool.parameters.schema };
  return byVerdict(await judgeCall(policy, facts, { area, configDir }));
}

function byVerdict(verdict: CallVerdict): Decision {
  const { action, classification, rule, riskLevel, violationType, advice } = verdict;
  if (violationType === "sandbox")
    return { isAllowed: false, deniedBy: "sandbox", reason: verdict.reason, verdict };
  const reason =
    action === "ask"
      ? [verdict.reason, "Nobody can be asked.", advice].filter(Boolean).join(" ")
      : verdict.reason;
  const attempt: AttemptFacts = {
    decision: action,
    classification,
    riskLevel,
    ...(rule && { matchedRule: rule.name }),
    ...(reason !== "" && { reason }),
  };
  return action === "allow"
    ? { isAllowed: true, attempt, verdict }
    : { isAllowed: false, deniedBy: "policy", reason, attempt, verdict };
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
