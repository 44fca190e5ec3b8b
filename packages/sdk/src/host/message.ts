import { isRecord, type JsonValue } from "../shared/json.ts";
import type { ToolCall } from "../tools/tool-call.ts";

/** Plain text. */
export interface TextPart {
  readonly type: "text";
  readonly text: string;
}

/** A picture. */
export interface ImagePart {
  readonly type: "image";
  /** For example `image/png`. */
  readonly mimeType: string;
  /** Base64, without a `data:` prefix. */
  readonly data: string;
}

/** A JSON value, for programs. */
export interface DataPart {
  readonly type: "data";
  readonly data: JsonValue;
}

/** One part of a message or of a tool's result. */
export type MessagePart = TextPart | ImagePart | DataPart;

export interface SystemMessage {
  readonly role: "system";
  readonly parts: readonly MessagePart[];
}

export interface UserMessage {
  readonly role: "user";
  readonly parts: readonly MessagePart[];
}

export interface AssistantMessage {
  readonly role: "assistant";
  readonly parts: readonly MessagePart[];
  /** The tools that the model asked for with this message; often none. */
  readonly toolCalls: readonly ToolCall[];
}

/** The answer to one tool call. */
export interface ToolMessage {
  readonly role: "tool";
  readonly toolCallId: string;
  readonly toolName: string;
  readonly parts: readonly MessagePart[];
  readonly isError: boolean;
}

/** One message of a conversation. */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** Makes a text part. */
export function textPart(text: string): TextPart {
  return { type: "text", text };
}

/** Joins the text parts of a message or result; other parts are passed over. */
export function textOf(parts: readonly MessagePart[]): string {
  return parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}

/** Whether a value is a well-formed part. */
export function isMessagePart(value: unknown): value is MessagePart {
  if (!isRecord(value)) return false;
  if (value.type === "text") return typeof value.text === "string";
  if (value.type === "image") return typeof value.mimeType === "string" && typeof value.data === "string";
  return value.type === "data" && value.data !== undefined;
}
