import {
  type AssistantMessage,
  freezeJson,
  type Message,
  type MessagePart,
  type ToolCall,
  textPart,
  type UserMessage,
} from "@asky/sdk";

/** A message that nobody can change. */
export function systemMessage(text: string): Message {
  return freezeJson<Message>({ role: "system", parts: [textPart(text)] });
}

/** What a user said. */
export function userMessage(text: string, parts: readonly MessagePart[] = []): UserMessage {
  return freezeJson<UserMessage>({ role: "user", parts: [textPart(text), ...parts] });
}

/** What a model said, and what it asked for. */
export function assistantMessage(text: string, toolCalls: readonly ToolCall[]): AssistantMessage {
  const parts = text === "" ? [] : [textPart(text)];
  return freezeJson<AssistantMessage>({ role: "assistant", parts, toolCalls });
}

/**
 * What makes a conversation one that no model would take: a tool call without its answer, an answer without its call, or
 * two calls of one id in a message.
 *
 * @returns the fault, to complete "a value in which …"; `undefined` when there is none.
 */
export function findFault(messages: readonly Message[]): string | undefined {
  let open = new Set<string>();
  for (const message of messages) {
    if (message.role === "tool") {
      if (!open.delete(message.toolCallId)) return `"${message.toolCallId}" is answered and was not asked`;
      continue;
    }
    const [unanswered] = open;
    if (unanswered !== undefined) return `the call "${unanswered}" is not answered`;
    if (message.role !== "assistant") continue;
    open = new Set(message.toolCalls.map((call) => call.id));
    if (open.size < message.toolCalls.length) return "two calls have the same id";
  }
  const [unanswered] = open;
  return unanswered === undefined ? undefined : `the call "${unanswered}" is not answered`;
}
