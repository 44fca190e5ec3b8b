import type { JsonObject } from "../shared/json.ts";

/** Data of `tool.gated`. */
export interface ToolGatedData {
  readonly sessionId: string;
  readonly callId: string;
  readonly toolName: string;
  readonly toolInput: JsonObject;
}

/** Data of `tool.allowed`. */
export interface ToolAllowedData {
  readonly sessionId: string;
  readonly callId: string;
  readonly toolName: string;
  readonly toolInput: JsonObject;
  /** Set when the policy asked, and a human said yes: now, before for the session, or by the chat's mode. */
  readonly via?: "approval";
}

/** Data of `tool.denied`. */
export interface ToolDeniedData {
  readonly sessionId: string;
  readonly callId: string;
  readonly toolName: string;
  readonly reason: string;
  /** Set when the call would have left the sandbox; absent for every other denial. */
  readonly violationType?: "sandbox";
  /** The plugin that denied it, if one did. */
  readonly plugin?: string;
}

/** Data of `interaction.requested`. */
export interface InteractionRequestedData {
  readonly interactionId: string;
  readonly chatId: string;
  readonly sessionId: string;
  /** What kind of question: may a tool call run? */
  readonly kind: "approval";
  readonly callId: string;
  readonly toolName: string;
  /** When silence becomes a no: ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** Data of `interaction.resolved`. */
export interface InteractionResolvedData {
  readonly interactionId: string;
  readonly chatId: string;
  readonly sessionId: string;
  readonly kind: "approval";
  readonly callId: string;
  readonly toolName: string;
  /** `cancelled`: withdrawn, or the turn was interrupted; `unanswered`: nobody could be reached after all. */
  readonly answer: "approved" | "rejected" | "expired" | "cancelled" | "unanswered";
  /** Who answered; left out when nobody did. */
  readonly userId?: string;
}

/** Data of `message.in`. */
export interface MessageInData {
  readonly userId: string;
  readonly chatId: string;
  readonly text: string;
}

/** Data of `message.queued`. */
export interface MessageQueuedData {
  readonly userId: string;
  readonly chatId: string;
  readonly text: string;
}

/** Data of `execution.interrupted`. */
export interface ExecutionInterruptedData {
  readonly userId: string;
  readonly chatId: string;
  readonly sessionId: string;
}

/** Data of `message.out`. */
export interface MessageOutData {
  readonly userId: string;
  readonly chatId: string;
  readonly content: string;
}

/** Data of `engine.started` and `engine.stopped`: nothing. */
export interface EngineEventData {
  readonly [key: string]: never;
}

/**
 * The known events and their data. Open to declaration merging: a plugin declares the events that it emits, so that
 * others subscribe with types.
 */
export interface EventMap {
  "tool.gated": ToolGatedData;
  "tool.allowed": ToolAllowedData;
  "tool.denied": ToolDeniedData;
  "interaction.requested": InteractionRequestedData;
  "interaction.resolved": InteractionResolvedData;
  "message.in": MessageInData;
  "message.queued": MessageQueuedData;
  "message.out": MessageOutData;
  "execution.interrupted": ExecutionInterruptedData;
  "engine.started": EngineEventData;
  "engine.stopped": EngineEventData;
}

/** The name of a known event. */
export type EventName = Extract<keyof EventMap, string>;
