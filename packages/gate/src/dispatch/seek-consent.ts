import type { JsonObject } from "@asky/sdk";
import type { AskedCall, AskFacts } from "../approvals/asked-call.ts";
import { digestJson } from "../tickets/call-digest.ts";
import type { CallScope } from "./call-scope.ts";
import { type Decision, decide, deniedByChange, deniedByInterruption } from "./decide.ts";
import type { GatedCall, GateParts } from "./pass-gate.ts";
import { recordApproval } from "./record-approval.ts";
import { recordAttempt } from "./record-attempt.ts";

/**
 * Lets a human decide about a call that the policy asks about: asks, records, and judges the call again, since links may
 * lead elsewhere by now.
 *
 * @returns rejects when asking itself fails.
 */
export async function seekConsent(
  parts: GateParts,
  { scope, args }: GatedCall,
  decision: Decision,
): Promise<Decision> {
  const { desk, audit, report } = parts;
  const { ask } = decision;
  if (!desk || !ask) return decision;
  if (scope.signal.aborted) return deniedByInterruption();
  const verdict = await desk.ask(askedCallOf(scope, args, ask), scope.signal);
  if (verdict.outcome === "unasked") {
    return verdict.reason === undefined ? decision : deniedByApproval(verdict.reason);
  }
  const failure = await recordApproval(audit, scope, verdict, report);
  if (verdict.outcome !== "approved")
    return scope.signal.aborted ? deniedByInterruption() : deniedByApproval(verdict.reason);
  if (failure) return { isAllowed: false, deniedBy: "audit", reason: failure.message };
  const change = verdict.isFresh ? await judgeAgain(parts, scope, args, ask) : undefined;
  if (change) return change;
  desk.confirm(verdict);
  return { isAllowed: true, via: "approval" };
}

/** The denial of a call that is not what it was when it was shown; `undefined` when it still is. */
async function judgeAgain(
  { policy, audit, report }: GateParts,
  scope: CallScope,
  args: JsonObject,
  before: AskFacts,
): Promise<Decision | undefined> {
  const now = await decide(scope, args, [], policy);
  if (now.isAllowed || (now.ask && digestFacts(now.ask) === digestFacts(before))) return undefined;
  const denial = now.ask ? deniedByChange(now.ask.riskLevel) : now;
  return await recordAttempt(audit, scope, args, denial, report);
}

function askedCallOf({ call, tool, turn, area }: CallScope, args: JsonObject, facts: AskFacts): AskedCall {
  const { directory, allowedDirs } = area;
  return {
    ...facts,
    turn,
    callId: call.id,
    toolName: tool.name,
    origin: tool.origin,
    args,
    directory,
    allowedDirs,
  };
}

function digestFacts({ parts, environment, rule, reason, riskLevel, isEdit, needsHuman }: AskFacts): string {
  const judged = parts.map((part) => [part.source, part.judgement, part.reason]);
  return digestJson([judged, environment, rule ?? null, reason, riskLevel, isEdit, needsHuman]);
}

function deniedByApproval(reason: string): Decision {
  return { isAllowed: false, deniedBy: "approval", reason };
}
