import { judgementFailed } from "../errors.ts";
import type { CallScope } from "./call-scope.ts";
import { type Decision, decide, deniedByFault, deniedByInterruption } from "./decide.ts";
import type { GatedCall, GateParts } from "./gate-parts.ts";
import { recordAttempt } from "./record-attempt.ts";
import { seekConsent } from "./seek-consent.ts";

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
    const decision = await decide(scope, args, denials, parts.policy, parts.configDir);
    return forAsking(decision, parts.desk !== undefined);
  } catch (cause) {
    return failedJudgement(parts, scope, cause);
  }
}

/** Without a desk, what the policy asks is denied. With one, it stands on record why somebody is asked. */
function forAsking({ ask, ...denied }: Decision, canAsk: boolean): Decision {
  if (!ask || !canAsk) return denied;
  const { attempt } = denied;
  return { ...denied, ask, ...(attempt && { attempt: { ...attempt, reason: ask.reason } }) };
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
