import type { TurnInfo } from "../host/turn.ts";
import type { JsonObject, JsonSchema } from "../shared/json.ts";
import type { StandardSchema } from "../shared/standard-schema.ts";
import type { ToolCall } from "./tool-call.ts";
import type { ToolOutput } from "./tool-result.ts";

/** What a tool's name looks like. Model providers accept no others. */
export const TOOL_NAME_PATTERN: RegExp = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * Describes a tool to the model and to the gate.
 *
 * @see docs/contracts.md#asky-6-2
 */
export interface ToolSchema {
  /** The same as the registration's name. */
  readonly name: string;
  /** What it does, for the model. */
  readonly description: string;
  /**
   * The arguments: a JSON Schema of type `object`, or a Standard Schema that can give one. A string property with
   * `format: "path"` is a file path and goes through the sandbox. None means no arguments.
   */
  readonly parameters?: JsonSchema | StandardSchema;
  /** When to use it. Goes into the system prompt, never into the tool list of the model. */
  readonly system_prompt_guideline?: string;
}

/** What an executor knows of its call. */
export interface ToolExecutionContext {
  readonly call: ToolCall;
  readonly turn: TurnInfo;
  /** The turn's directory, absolute. Relative paths start here; never at `process.cwd()`. */
  readonly directory: string;
  /** Further directories that the call may use, absolute or beginning with `~`. */
  readonly allowedDirs: readonly string[];
  /** Aborts when the turn is interrupted. */
  readonly signal: AbortSignal;
}

/**
 * Runs a tool. Called by the gate with arguments that satisfy the schema and that it has allowed; they are frozen.
 * May throw: the model then gets an error result with the message.
 */
export type ToolExecutor = (
  args: JsonObject,
  context: ToolExecutionContext,
) => ToolOutput | Promise<ToolOutput>;

/** A tool as it is registered. */
export interface ToolRegistration {
  readonly name: string;
  readonly schema: ToolSchema;
  readonly executor: ToolExecutor;
}

/** A tool as models are told of it. */
export interface ToolFunctionSchema {
  readonly type: "function";
  readonly function: {
    readonly name: string;
    readonly description: string;
    readonly parameters: JsonSchema;
  };
}
