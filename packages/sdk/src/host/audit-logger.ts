import type { JsonObject } from "../shared/json.ts";
import type { ApprovalScope, ChatMode } from "./approvals.ts";

/** How much harm something could do. */
export type RiskLevel = "unknown" | "low" | "medium" | "high" | "critical";

/** A decision of the gate about one tool call, other than a sandbox denial. Written before it is acted on. */
export interface ToolAttemptEntry {
  readonly sessionId: string;
  readonly turnId: string;
  readonly callId: string;
  readonly toolName: string;
  /** `host`, or the plugin that registered the tool. */
  readonly origin: string;
  readonly toolInput: JsonObject;
  readonly decision: "allow" | "ask" | "deny";
  /** What kind of rule decided: `policy`, `plugin`, or `unmatched` when none did. */
  readonly classification: string;
  readonly riskLevel: RiskLevel;
  /** The name of the rule that decided; left out when none did. */
  readonly matchedRule?: string;
  readonly reason?: string;
}

/** What became of a question of the gate, for one call. Written before it is acted on. */
export interface ApprovalEntry {
  readonly sessionId: string;
  readonly turnId?: string;
  readonly callId: string;
  readonly toolName: string;
  readonly approved: boolean;
  /** Who answered, or who approved beforehand; empty when nobody did: the question expired or was withdrawn. */
  readonly userId: string;
  readonly rejectionReason?: string;
  /** How far the approval reaches; left out when a mode approved. */
  readonly scope?: ApprovalScope;
  /** The mode of the chat that approved it, `userId` being who set it. */
  readonly mode?: ChatMode;
  /** The question that was answered: the same for each call that its session's approval covers. */
  readonly approvalId?: string;
}

/** An attempt to leave the sandbox. */
export interface SecurityViolationEntry {
  readonly sessionId: string;
  readonly toolName: string;
  readonly reason: string;
  readonly riskLevel: RiskLevel;
  readonly callId?: string;
}

/** Anything else worth keeping, for example a directory that was switched. */
export interface OperationEntry {
  readonly sessionId: string;
  readonly operation: string;
  readonly details: JsonObject;
}

/**
 * Writes the audit trail. Gate and `AuditPlugin` share one.
 *
 * Implemented by: `@asky/plugin-audit`, and hosts that keep a trail of their own. A promise resolves when the record is
 * written; it rejects when it cannot be, and the gate then denies.
 *
 * @see docs/contracts.md#tether-5-2
 */
export interface AuditLogger {
  logToolAttempt(entry: ToolAttemptEntry): Promise<void>;
  logApproval(entry: ApprovalEntry): Promise<void>;
  logSecurityViolation(entry: SecurityViolationEntry): Promise<void>;
  logOperation(entry: OperationEntry): Promise<void>;
}
