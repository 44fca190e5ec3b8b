import type { Message, SessionInfo } from "@asky/sdk";

/** A session that this process has open. */
export interface LiveSession {
  readonly info: SessionInfo;
  /** What was said so far, without the system's message; every tool call is answered. Replaced when a turn is over. */
  messages: readonly Message[];
  /** Whether plugins have been told of it. */
  isAnnounced: boolean;
  /** Whether nothing was ever said in it before this process. */
  readonly isNew: boolean;
}
