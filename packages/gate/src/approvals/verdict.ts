import type { ApprovalScope, ChatMode, InteractionResolvedData } from "@asky/sdk";
import type { SessionApproval } from "./session-approvals.ts";

/** A yes: now, before for the session, or by the chat's mode. */
export interface Consent {
  readonly outcome: "approved";
  /** Who says or said so. */
  readonly userId: string;
  readonly scope?: ApprovalScope;
  readonly mode?: ChatMode;
  readonly approvalId?: string;
  /** Whether somebody was asked, so that time has passed since the call was judged. */
  readonly isFresh: boolean;
  /** What counts for the session once it is on record. */
  readonly lasting?: SessionApproval;
}

/** A no. */
export interface Refusal {
  readonly outcome: Exclude<InteractionResolvedData["answer"], "approved">;
  /** Empty when nobody answered. */
  readonly userId: string;
  readonly approvalId: string;
  /** For the model, in full sentences. */
  readonly reason: string;
  /** What stands on record as the reason; left out when a human gave none. */
  readonly recorded?: string;
}

/** No question was put. */
export interface Unasked {
  readonly outcome: "unasked";
  /** Why not, in full sentences; left out when nobody is there to be asked. */
  readonly reason?: string;
}

/** What became of a call that a human was to judge. */
export type Verdict = Consent | Refusal | Unasked;
