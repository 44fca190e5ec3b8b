import {
  type JsonObject,
  type JsonValue,
  type Message,
  type MessagePart,
  TOOL_NAME_PATTERN,
  type ToolCall,
  type ToolMessage,
  textOf,
} from "@asky/sdk";

/** The conversation as the protocol of chat completions has it. */
export function formatMessages(messages: readonly Message[]): readonly JsonObject[] {
  const formatted: JsonObject[] = [];
  let pictures: JsonValue[] = [];
  for (const message of messages) {
    if (message.role !== "tool" && pictures.length > 0) {
      formatted.push({ role: "user", content: pictures });
      pictures = [];
    }
    formatted.push(formatMessage(message));
    // The protocol takes no pictures as the answer of a tool; they follow when all calls are answered.
    if (message.role === "tool") pictures.push(...picturesOf(message));
  }
  if (pictures.length > 0) formatted.push({ role: "user", content: pictures });
  return formatted;
}

function formatMessage(message: Message): JsonObject {
  switch (message.role) {
    case "system":
      return { role: "system", content: textOf(message.parts) };
    case "user":
      return { role: "user", content: formatParts(message.parts) };
    case "assistant": {
      const text = textOfAll(message.parts);
      const calls = message.toolCalls.map(formatCall);
      return {
        role: "assistant",
        content: text === "" && calls.length > 0 ? null : text,
        ...(calls.length > 0 && { tool_calls: calls }),
      };
    }
    case "tool":
      return { role: "tool", tool_call_id: message.toolCallId, content: textOfAll(message.parts) };
  }
}

function formatParts(parts: readonly MessagePart[]): JsonValue {
  if (parts.every((part) => part.type === "text")) return textOf(parts);
  return parts.map(
    (part): JsonObject => (part.type === "image" ? picture(part) : { type: "text", text: textOfPart(part) }),
  );
}

function textOfAll(parts: readonly MessagePart[]): string {
  return parts.map(textOfPart).join("\n");
}

function textOfPart(part: MessagePart): string {
  if (part.type === "text") return part.text;
  return part.type === "data" ? JSON.stringify(part.data) : `(a picture, ${part.mimeType})`;
}

function picturesOf({ parts, toolName }: ToolMessage): readonly JsonValue[] {
  const images = parts.flatMap((part) => (part.type === "image" ? [picture(part)] : []));
  return images.length === 0 ? [] : [{ type: "text", text: `What "${toolName}" returned:` }, ...images];
}

function picture({ mimeType, data }: { readonly mimeType: string; readonly data: string }): JsonObject {
  return { type: "image_url", image_url: { url: `data:${mimeType};base64,${data}` } };
}

/** A call that the gate has refused may be no JSON and have no proper name; providers refuse the whole conversation for it. */
function formatCall({ id, name, arguments: text }: ToolCall): JsonObject {
  const usable = TOOL_NAME_PATTERN.test(name)
    ? name
    : name.replaceAll(/[^\w-]/g, "_").slice(0, 64) || "unnamed";
  return { id, type: "function", function: { name: usable, arguments: toJsonText(text) } };
}

function toJsonText(text: string): string {
  if (text.trim() === "") return "{}";
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return text;
  } catch {
    // The gate has told the model so; here the conversation only has to stay one that providers take.
  }
  return JSON.stringify({ unreadable_arguments: text });
}
