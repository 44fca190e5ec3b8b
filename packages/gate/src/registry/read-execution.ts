import type { JsonObject, ToolExecutionContext } from "@asky/sdk";
import { ARGUMENT_LIMITS, copyJsonObject } from "../copy-json.ts";
import { ticketRefused } from "../errors.ts";

/** What an executor is called with: copies, frozen. */
export interface Execution {
  readonly args: JsonObject;
  readonly context: ToolExecutionContext;
}

/**
 * Copies what a tool is to be run with, so that nothing changes between the check and the use.
 *
 * @throws PluginError `TICKET_REFUSED` when it cannot be read.
 */
export function readExecution(args: JsonObject, context: ToolExecutionContext): Execution {
  try {
    const { call, turn, directory, allowedDirs, signal } = context;
    const ownContext = Object.freeze({
      call: Object.freeze({ id: call.id, name: call.name, arguments: call.arguments }),
      turn: Object.freeze({
        id: turn.id,
        sessionId: turn.sessionId,
        chatId: turn.chatId,
        userId: turn.userId,
      }),
      directory,
      allowedDirs: Object.freeze([...allowedDirs]),
      signal,
    });
    return { args: copyJsonObject(args, ARGUMENT_LIMITS), context: ownContext };
  } catch (cause) {
    throw ticketRefused("its arguments or its context cannot be read", cause);
  }
}
