import type { AuditLogger, JsonObject, PluginError } from "@asky/sdk";
import type { Desk } from "../approvals/desk.ts";
import { judgementFailed } from "../errors.ts";
import type { Policy } from "../policy/policy.ts";
import type { Report } from "../problem.ts";
import type { Announcer } from "./announce.ts";
import type { CallScope } from "./call-scope.ts";
import { type Decision, decide, deniedByFault, deniedByInterruption } from "./decide.ts";
import type { PluginDenial } from "./outcome.ts";
import { recordAttempt } from "./record-attempt.ts";
import { seekConsent } from "./seek-consent.ts";

/** What judging a call needs. */
export interface GateParts {
  readonly policy: Policy;
  readonly audit: AuditLogger | undefined;
  readonly announcer: Announcer;
  readonly report: Report;
  /** Where humans are asked; none means that nobody can be. */
  readonly desk: Desk | undefined;
}

/** A call as the callbacks of `pre_tool_execute` left it. */
export interface GatedCall {
  readonly scope: CallScope;
  /** Those that the tool would run with, and no others. */
  readonly args: JsonObject;
  readonly denials: readonly PluginDenial[];
  /** Set when the callbacks could not be called properly: nobody knows what they would have said. */
  readonly fault: PluginError | undefined;
}

/** Announces, judges, records, asks, announces again. Never rejects: any failure on the way is a denial. */
export async function passGate(parts: GateParts, gated: GatedCall): Promise<Decision> {
  const { audit, announcer, report } = parts;
  const { scope, args } = gated;
  const judged = await judgeCall(parts, gated);
  const recorded = await recordAttempt(audit, scope, args, judged, report);
  const settled = recorded.ask ? await askHuman(parts, gated, recorded) : recorded;
  const decision = settled.isAllowed && scope.signal.aborted ? deniedByInterruption() : settled;
  if (!decision.isAllowed) return announceDenial(parts, scope, decision);
  try {
    announcer.allowed(scope, args, decision);
    return decision;
  } catch (cause) {
    return announceDenial(parts, scope, failedJudgement(parts, scope, cause));
  }
}

async function judgeCall(parts: GateParts, { scope, args, denials, fault }: GatedCall): Promise<Decision> {
  try {
    parts.announcer.gated(scope, args);
    if (fault && denials.length === 0) return deniedByFault(fault.message);
    const decision = await decide(scope, args, denials, parts.policy);
    return parts.desk ? forAsking(decision) : decision;
  } catch (cause) {
    return failedJudgement(parts, scope, cause);
  }
}

/** On record stands why somebody is asked; how to do without is for when nobody can be. */
function forAsking({ ask, attempt, ...decision }: Decision): Decision {
  if (!ask || !attempt) return { ...decision, ...(attempt && { attempt }) };
  return { ...decision, ask, attempt: { ...attempt, reason: ask.reason } };
}

async function askHuman(parts: GateParts, gated: GatedCall, decision: Decision): Promise<Decision> {
  try {
    return await seekConsent(parts, gated, decision);
  } catch (cause) {
    return failedJudgement(parts, gated.scope, cause);
  }
}

function failedJudgement({ report }: GateParts, { tool }: CallScope, cause: unknown): Decision {
  const error = judgementFailed(tool.name, cause);
  report(error, "error");
  return deniedByFault(error.message);
}

function announceDenial(parts: GateParts, scope: CallScope, decision: Decision): Decision {
  try {
    parts.announcer.denied(scope, decision);
  } catch (cause) {
    parts.report(judgementFailed(scope.tool.name, cause), "error");
  }
  return decision;
}
