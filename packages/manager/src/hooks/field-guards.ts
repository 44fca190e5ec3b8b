import { type ChainPoint, isMessagePart, isToolResult } from "@asky/sdk";

/** What a value that a callback puts in the place of another must look like. */
export interface FieldGuard {
  readonly accepts: (value: unknown) => boolean;
  /** Completes "something else than …". */
  readonly expected: string;
}

const MESSAGES: FieldGuard = { accepts: listOf(isMessage), expected: "a list of messages" };
const TOOL_CALLS: FieldGuard = { accepts: listOf(isToolCall), expected: "a list of tool calls" };
const TEXT: FieldGuard = { accepts: (value) => typeof value === "string", expected: "a string" };

const FIELD_GUARDS: Readonly<Record<string, Readonly<Record<string, FieldGuard>>>> = {
  pre_llm_call: {
    messages: MESSAGES,
    useTools: { accepts: (value) => typeof value === "boolean", expected: "true or false" },
    toolSchemas: { accepts: listOf(isToolFunctionSchema), expected: "a list of tool schemas" },
  },
  post_llm_response: {
    message: { accepts: isAssistantMessage, expected: "an assistant's message" },
    toolCalls: TOOL_CALLS,
    messages: MESSAGES,
  },
  pre_tool_execute: {
    args: { accepts: isObject, expected: "an object of arguments" },
    result: {
      accepts: (value) => value === undefined || isToolResult(value),
      expected: "a tool result or undefined",
    },
  },
  post_tool_execute: { result: { accepts: isToolResult, expected: "a tool result" } },
  pre_preload: {
    queryText: TEXT,
    extraSources: { accepts: listOf(isString), expected: "a list of paths" },
  },
  post_preload: { extraContext: TEXT },
};

const CHAIN_GUARDS: Readonly<Record<ChainPoint, FieldGuard>> = { system_prompt_extend: TEXT };

const NOTHING: Readonly<Record<string, FieldGuard>> = {};

/** The guards of a point's replaceable fields, keyed by field; none for a point that only tells. */
export function fieldGuards(point: string): Readonly<Record<string, FieldGuard>> {
  return FIELD_GUARDS[point] ?? NOTHING;
}

/** The guard of the value that a chain passes on. */
export function chainGuard(point: ChainPoint): FieldGuard {
  return CHAIN_GUARDS[point];
}

function listOf(isItem: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(isItem);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isToolCall(value: unknown): boolean {
  return isObject(value) && isString(value.id) && isString(value.name) && isString(value.arguments);
}

function hasParts(value: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(value.parts) && value.parts.every(isMessagePart);
}

function isAssistantMessage(value: unknown): boolean {
  return (
    isObject(value) &&
    value.role === "assistant" &&
    hasParts(value) &&
    Array.isArray(value.toolCalls) &&
    value.toolCalls.every(isToolCall)
  );
}

function isMessage(value: unknown): boolean {
  if (!isObject(value) || !hasParts(value)) return false;
  if (value.role === "system" || value.role === "user") return true;
  if (value.role === "assistant") return isAssistantMessage(value);
  return (
    value.role === "tool" &&
    isString(value.toolCallId) &&
    isString(value.toolName) &&
    typeof value.isError === "boolean"
  );
}

function isToolFunctionSchema(value: unknown): boolean {
  if (!isObject(value) || value.type !== "function" || !isObject(value.function)) return false;
  const { name, description, parameters } = value.function;
  return isString(name) && isString(description) && isObject(parameters);
}
