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
  /** Set when a human allowed it. */
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

/** Data of `message.in`. */
export interface MessageInData {
  readonly userId: string;
  readonly chatId: string;
  readonly text: string;
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
  "message.in": MessageInData;
  "message.out": MessageOutData;
  "engine.started": EngineEventData;
  "engine.stopped": EngineEventData;
}

/** The name of a known event. */
export type EventName = Extract<keyof EventMap, string>;
