import {
  createEvent,
  type Event,
  type EventBus,
  type EventName,
  type JsonObject,
  TOOL_ALLOWED,
  TOOL_DENIED,
  TOOL_GATED,
} from "@asky/sdk";
import { emitFailed } from "../errors.ts";
import type { Report } from "../problem.ts";
import type { CallScope } from "./call-scope.ts";
import type { Decision } from "./decide.ts";

/** Tells watchers of a call, without waiting for any of them. Each function throws when the bus itself does. */
export interface Announcer {
  gated(scope: CallScope, args: JsonObject): void;
  allowed(scope: CallScope, args: JsonObject): void;
  denied(scope: CallScope, denial: Decision): void;
}

export function createAnnouncer(eventBus: EventBus, report: Report): Announcer {
  function start<Name extends EventName>(event: Event<Name>): void {
    // Started in order and not awaited: a watcher that hangs must not hold up a decision.
    void Promise.resolve(eventBus.emit(event)).catch((cause: unknown) =>
      report(emitFailed(event.name, cause), "error"),
    );
  }

  return {
    gated: (scope, args) => start(createEvent(TOOL_GATED, { ...subjectOf(scope), toolInput: args })),
    allowed: (scope, args) => start(createEvent(TOOL_ALLOWED, { ...subjectOf(scope), toolInput: args })),
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
