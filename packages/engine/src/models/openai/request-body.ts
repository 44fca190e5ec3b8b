import type { JsonObject, ModelRequest, ToolFunctionSchema } from "@asky/sdk";
import { formatMessages } from "./format-messages.ts";

/** What servers of this protocol disagree about; found out from their refusals. */
export interface Dialect {
  /** Whether the server takes `stream_options`, to count tokens. */
  readonly countsTokens: boolean;
  readonly limitKey: "max_tokens" | "max_completion_tokens";
}

/** The body of a call. */
export function createRequestBody(model: string, request: ModelRequest, dialect: Dialect): JsonObject {
  const { messages, tools, maxOutputTokens } = request;
  return {
    model,
    messages: formatMessages(messages),
    stream: true,
    ...(dialect.countsTokens && { stream_options: { include_usage: true } }),
    ...(maxOutputTokens !== undefined && { [dialect.limitKey]: maxOutputTokens }),
    ...(tools.length > 0 && { tools: tools.map(formatTool) }),
  };
}

/** What to say differently after a server has refused a call for it; `undefined` when that is not why. */
export function adaptDialect(dialect: Dialect, status: number, message: string): Dialect | undefined {
  if (status !== 400 && status !== 422) return undefined;
  if (dialect.countsTokens && /stream_options|include_usage/.test(message))
    return { ...dialect, countsTokens: false };
  const other = dialect.limitKey === "max_tokens" ? "max_completion_tokens" : "max_tokens";
  return new RegExp(`\\b${dialect.limitKey}\\b`).test(message) ? { ...dialect, limitKey: other } : undefined;
}

function formatTool({ function: { name, description, parameters } }: ToolFunctionSchema): JsonObject {
  // Servers want an object schema with properties also for tools that take nothing.
  const schema = { ...parameters, type: "object", properties: parameters.properties ?? {} };
  return { type: "function", function: { name, description, parameters: schema } };
}
