import {
  createEvent,
  type EventBus,
  type JsonObject,
  TOOL_ALLOWED,
  TOOL_DENIED,
  TOOL_GATED,
} from "@asky/sdk";
import type { Report } from "../problem.ts";
import { createEventStarter } from "../start-event.ts";
import type { CallScope } from "./call-scope.ts";
import type { Decision } from "./decide.ts";

/** Tells watchers of a call, without waiting for any of them. Each function throws when the bus itself does. */
export interface Announcer {
  gated(scope: CallScope, args: JsonObject): void;
  allowed(scope: CallScope, args: JsonObject, decision: Decision): void;
  denied(scope: CallScope, denial: Decision): void;
}

export function createAnnouncer(eventBus: EventBus, report: Report): Announcer {
  const start = createEventStarter(eventBus, report);

  return {
    gated: (scope, args) => start(createEvent(TOOL_GATED, { ...subjectOf(scope), toolInput: args })),
    allowed: (scope, args, { via }) =>
      start(createEvent(TOOL_ALLOWED, { ...subjectOf(scope), toolInput: args, ...(via && { via }) })),
    denied: (scope, { deniedBy, plugin, reason = "" }) =>
      start(
        createEvent(TOOL_DENIED, {
          ...subjectOf(scope),
          reason,
          ...(deniedBy === "sandbox" && { violationType: "sandbox" }),
          ...(plugin !== undefined && { plugin }),
        }),
      ),
  };
}

function subjectOf({ call, tool, turn }: CallScope): { sessionId: string; callId: string; toolName: string } {
  return { sessionId: turn.sessionId, callId: call.id, toolName: tool.name };
}
