import type { ToolCall } from "../tools/tool-call.ts";
import type { ToolFunctionSchema } from "../tools/tool-schema.ts";
import type { Message } from "./message.ts";

/** What a model is asked. */
export interface ModelRequest {
  readonly messages: readonly Message[];
  /** The tools that the model may ask for; empty when it may ask for none. */
  readonly tools: readonly ToolFunctionSchema[];
  readonly signal: AbortSignal;
  /** How long the answer may be at most, as the model counts. @defaultValue the model's own limit */
  readonly maxOutputTokens?: number;
}

/** A piece of a model's answer, in the order of arrival. `end` is the last one and comes once. */
export type ModelChunk =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool_call"; readonly call: ToolCall }
  | {
      readonly type: "end";
      readonly reason: "stop" | "tool_calls" | "length";
      /** What the call has used, as the model counts; left out by models that do not say. */
      readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
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
