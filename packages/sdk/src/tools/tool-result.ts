import { isMessagePart, type MessagePart } from "../host/message.ts";
import { isRecord, type JsonValue } from "../shared/json.ts";

/** What a tool call ended in. Errors are results too: the model reads them and goes on. */
export interface ToolResult {
  readonly parts: readonly MessagePart[];
  readonly isError: boolean;
}

/**
 * What an executor may return: a result with parts, or any JSON value. A string becomes a text part, an object a data
 * part, any other value the data part `{ "result": value }`.
 */
export type ToolOutput = ToolResult | JsonValue | undefined;

/** Whether a value is a {@link ToolResult} with well-formed parts. Never throws. */
export function isToolResult(value: unknown): value is ToolResult {
  try {
    if (!isRecord(value)) return false;
    const { parts, isError } = value;
    return typeof isError === "boolean" && Array.isArray(parts) && parts.every(isMessagePart);
  } catch {
    // What a getter or a trap throws at the first look is no result.
    return false;
  }
}
