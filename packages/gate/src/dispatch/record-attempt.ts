import type { AuditLogger, JsonObject } from "@asky/sdk";
import { auditUnavailable } from "../errors.ts";
import type { Report } from "../problem.ts";
import type { CallScope } from "./call-scope.ts";
import type { Decision } from "./decide.ts";

/**
 * Writes a decision to the audit log before it is acted on. What cannot be written is neither allowed nor asked
 * about; a denial stays the denial it was.
 */
export async function recordAttempt(
  audit: AuditLogger | undefined,
  { call, tool, turn }: CallScope,
  args: JsonObject,
  decision: Decision,
  report: Report,
): Promise<Decision> {
  if (!audit || !decision.attempt) return decision;
  try {
    await audit.logToolAttempt({
      sessionId: turn.sessionId,
      turnId: turn.id,
      callId: call.id,
      toolName: tool.name,
      origin: tool.origin,
      toolInput: args,
      ...decision.attempt,
    });
    return decision;
  } catch (cause) {
    const error = auditUnavailable(tool.name, cause);
    report(error, "error");
    const isOpen = decision.isAllowed || decision.ask !== undefined;
    return isOpen ? { isAllowed: false, deniedBy: "audit", reason: error.message } : decision;
  }
}
