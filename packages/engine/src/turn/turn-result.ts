import type { JsonObject, PluginError } from "@asky/sdk";

/** What became of one tool call of a turn. */
export interface ToolCallReport {
  readonly id: string;
  readonly name: string;
  /** `host`, or the plugin that registered the tool; left out when there is no such tool. */
  readonly origin?: string;
  /**
   * - `done`: the tool ran; also when it ended in an error result.
   * - `short_circuited`: a plugin answered in its place.
   * - `denied`: it was not allowed to run.
   * - `invalid`: there is no such tool, or the arguments do not fit.
   * - `interrupted`: the turn ended before the call did.
   */
  readonly status: "done" | "short_circuited" | "denied" | "invalid" | "interrupted";
  /** As the model wrote them; left out when they are no JSON object. */
  readonly args?: JsonObject;
  /** Why it was denied. */
  readonly reason?: string;
  /** The plugin that denied it or answered in its place. */
  readonly plugin?: string;
  readonly isError: boolean;
  /** What the model was told, as text. */
  readonly text: string;
}

/** What a message ended in. */
export interface TurnResult {
  readonly text: string;
  readonly turnId: string;
  readonly sessionId: string;
  /** In the order in which they were made. */
  readonly toolCalls: readonly ToolCallReport[];
  /** The model's name. */
  readonly model: string;
  /**
   * - `answered`: the model gave an answer.
   * - `limit`: one of `[limits]` ended the turn; `text` says which.
   * - `error`: the model failed, or the message could not be kept; `text` says how.
   * - `interrupted`: the caller's signal or the shut-down ended the turn.
   */
  readonly stopReason: "answered" | "limit" | "error" | "interrupted";
  /** What went wrong; with `error` only. */
  readonly errorCode?: PluginError["code"];
  /** What the model wrote, in its own tokens; about a quarter of the characters where it does not say. */
  readonly outputTokens: number;
  /** Wall-clock milliseconds, waiting for earlier messages of the session not included. */
  readonly durationMs: number;
}
