import type { AuditLogger, PluginError } from "@asky/sdk";
import type { Consent, Refusal } from "../approvals/verdict.ts";
import { auditUnavailable } from "../errors.ts";
import type { Report } from "../problem.ts";
import type { CallScope } from "./call-scope.ts";

/**
 * Writes what became of a question to the audit log before it is acted on.
 *
 * @returns why it could not be written; the call must not run then.
 */
export async function recordApproval(
  audit: AuditLogger | undefined,
  { call, tool, turn }: CallScope,
  verdict: Consent | Refusal,
  report: Report,
): Promise<PluginError | undefined> {
  const { userId, approvalId } = verdict;
  const approved = verdict.outcome === "approved";
  const { scope, mode } = approved ? verdict : {};
  const rejectionReason = approved ? undefined : verdict.recorded;
  try {
    await audit?.logApproval({
      sessionId: turn.sessionId,
      turnId: turn.id,
      callId: call.id,
      toolName: tool.name,
      approved,
      userId,
      ...(rejectionReason !== undefined && { rejectionReason }),
      ...(scope && { scope }),
      ...(mode && { mode }),
      ...(approvalId !== undefined && { approvalId }),
    });
    return undefined;
  } catch (cause) {
    const error = auditUnavailable(tool.name, cause);
    report(error, "error");
    return error;
  }
}
