import type {
  ApprovalEntry,
  JsonObject,
  OperationEntry,
  SecurityViolationEntry,
  ToolAttemptEntry,
} from "@asky/sdk";

// The members of each kind of line, in the order in which they are written. What is undefined is left out.

export function toolAttemptRecord(entry: ToolAttemptEntry): JsonObject {
  return {
    session_id: entry.sessionId,
    turn_id: entry.turnId,
    call_id: entry.callId,
    tool_name: entry.toolName,
    origin: entry.origin,
    tool_input: entry.toolInput,
    classification: entry.classification,
    risk_level: entry.riskLevel,
    decision: entry.decision,
    matched_rule: entry.matchedRule,
    reason: entry.reason,
  };
}

export function approvalRecord(entry: ApprovalEntry): JsonObject {
  return {
    session_id: entry.sessionId,
    turn_id: entry.turnId,
    call_id: entry.callId,
    tool_name: entry.toolName,
    approved: entry.approved,
    user_id: entry.userId,
    rejection_reason: entry.rejectionReason,
    scope: entry.scope,
    mode: entry.mode,
    approval_id: entry.approvalId,
  };
}

export function securityViolationRecord(entry: SecurityViolationEntry): JsonObject {
  return {
    session_id: entry.sessionId,
    call_id: entry.callId,
    tool_name: entry.toolName,
    reason: entry.reason,
    risk_level: entry.riskLevel,
  };
}

export function operationRecord(entry: OperationEntry): JsonObject {
  return {
    session_id: entry.sessionId,
    operation: entry.operation,
    details: entry.details,
  };
}
