import type { AuditLogger, JsonObject, PluginError } from "@asky/sdk";
import { judgementFailed } from "../errors.ts";
import type { Policy } from "../policy/policy.ts";
import type { Report } from "../problem.ts";
import type { Announcer } from "./announce.ts";
import type { CallScope } from "./call-scope.ts";
import { type Decision, decide, deniedByFault, deniedByInterruption } from "./decide.ts";
import type { PluginDenial } from "./outcome.ts";
import { recordAttempt } from "./record-attempt.ts";

/** What judging a call needs. */
export interface GateParts {
  readonly policy: Policy;
  /** The host's own folder, if it has one. */
  readonly configDir: string | undefined;
  readonly audit: AuditLogger | undefined;
  readonly announcer: Announcer;
  readonly report: Report;
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

/** Announces, judges, records, announces again. Never rejects: any failure on the way is a denial. */
export async function passGate(parts: GateParts, gated: GatedCall): Promise<Decision> {
  const { audit, announcer, report } = parts;
  const { scope, args } = gated;
  const judged = await judgeCall(parts, gated);
  const recorded = await recordAttempt(audit, scope, args, judged, report);
  const decision = recorded.isAllowed && scope.signal.aborted ? deniedByInterruption() : recorded;
  if (!decision.isAllowed) return announceDenial(parts, scope, decision);
  try {
    announcer.allowed(scope, args);
    return decision;
  } catch (cause) {
    return announceDenial(parts, scope, failedJudgement(parts, scope, cause));
  }
}

async function judgeCall(parts: GateParts, { scope, args, denials, fault }: GatedCall): Promise<Decision> {
  try {
    parts.announcer.gated(scope, args);
    if (fault && denials.length === 0) return deniedByFault(fault.message);
    return await decide(scope, args, denials, parts.policy, parts.configDir);
  } catch (cause) {
    return failedJudgement(parts, scope, cause);
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
