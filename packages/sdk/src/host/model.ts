import type { ToolCall } from "../tools/tool-call.ts";
import type { ToolFunctionSchema } from "../tools/tool-schema.ts";
import type { Message } from "./message.ts";

/** What a model is asked. */
export interface ModelRequest {
  readonly messages: readonly Message[];
  /** The tools that the model may ask for; empty when it may ask for none. */
  readonly tools: readonly ToolFunctionSchema[];
  /** How much the answer may hold, at most. @defaultValue what the model allows */
  readonly maxOutputTokens?: number;
  readonly signal: AbortSignal;
}

/** What one answer took, as the model counts it. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A piece of a model's answer, in the order of arrival. `end` is the last one and comes once. */
export type ModelChunk =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool_call"; readonly call: ToolCall }
  | {
      readonly type: "end";
      readonly reason: "stop" | "tool_calls" | "length";
      /** For models that count. */
      readonly usage?: ModelUsage;
    };

/**
 * A source of answers, local or remote, behind one streaming interface.
 *
 * Implemented by: hosts. Called once per model call of a turn. Faults reject the iteration.
 */
export interface Model {
  /** What reports and payloads call it, for example `offline`. */
  readonly name: string;
  generate(request: ModelRequest): AsyncIterable<ModelChunk>;
}
