import {
  type ApprovalRequest,
  createEvent,
  INTERACTION_REQUESTED,
  INTERACTION_RESOLVED,
  type InteractionResolvedData,
} from "@asky/sdk";
import { emitFailed } from "../errors.ts";
import type { Report } from "../problem.ts";
import type { StartEvent } from "../start-event.ts";

/** Tells watchers of a question, without waiting for any of them. */
export interface InteractionAnnouncer {
  /** Throws when the bus itself does. */
  requested(request: ApprovalRequest): void;
  /** Never throws: what was answered counts, and the events of the call are still to come. */
  resolved(request: ApprovalRequest, answer: InteractionResolvedData["answer"], userId?: string): void;
}

export function createInteractionAnnouncer(start: StartEvent, report: Report): InteractionAnnouncer {
  return {
    requested(request) {
      const { expiresAt } = request;
      start(createEvent(INTERACTION_REQUESTED, { ...subjectOf(request), expiresAt }));
    },
    resolved(request, answer, userId) {
      const data = { ...subjectOf(request), answer, ...(userId !== undefined && { userId }) };
      try {
        start(createEvent(INTERACTION_RESOLVED, data));
      } catch (cause) {
        report(emitFailed(INTERACTION_RESOLVED, cause), "error");
      }
    },
  };
}

function subjectOf({ id, chatId, sessionId, callId, toolName }: ApprovalRequest) {
  return { interactionId: id, chatId, sessionId, kind: "approval" as const, callId, toolName };
}
