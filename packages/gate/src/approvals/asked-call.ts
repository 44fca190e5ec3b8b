import type { ApprovalPart, JsonObject, RiskLevel, TurnInfo } from "@asky/sdk";

/** A part of a call as the policy has judged it; its text is raw. */
export interface AskedPart {
  readonly source: string;
  readonly judgement: ApprovalPart["judgement"];
  /** In full sentences; empty when it is allowed. */
  readonly reason: string;
}

/** What the policy found of a call that it asks about. */
export interface AskFacts {
  /** In the order of the text; empty when the call was judged as a whole. */
  readonly parts: readonly AskedPart[];
  /** Assignments that change the environment of commands, as written. */
  readonly environment: readonly string[];
  /** The rule that asks. */
  readonly rule?: string;
  /** Why it asks, for whoever answers: in full sentences. */
  readonly reason: string;
  readonly riskLevel: RiskLevel;
  /** Whether the host's own tool would change files, and nothing else. */
  readonly isEdit: boolean;
  /**
   * Only a human can approve it, and for this once only: it would change a file that runs code later, or a policy file is
   * invalid, so that nobody knows what is denied.
   */
  readonly needsHuman: boolean;
}

/** A call that a human is to judge. Its arguments are those that would run. */
export interface AskedCall extends AskFacts {
  readonly turn: TurnInfo;
  readonly callId: string;
  readonly toolName: string;
  readonly origin: string;
  readonly args: JsonObject;
  readonly directory: string;
  readonly allowedDirs: readonly string[];
}
