import { type AssistantMessage, freezeJson, type Message } from "@asky/sdk";
import { dispatchCall, parseArguments } from "./dispatch-call.ts";
import type { Turn } from "./turn-state.ts";

/**
 * Sends the calls of a message through the gate, one after the other, and adds message and answers to the conversation
 * together. An interrupted turn answers what is left itself, so that the conversation stays whole.
 */
export async function runTools(turn: Turn, message: AssistantMessage): Promise<void> {
  const answers: Message[] = [];
  for (const call of message.toolCalls) {
    const args = parseArguments(call.arguments);
    turn.tell({ type: "tool_started", callId: call.id, toolName: call.name, args });
    const { report, result } = await dispatchCall(turn, call);
    turn.tell({ type: "tool_ended", call: report });
    const { parts, isError } = result;
    turn.toolCalls.push(report);
    answers.push(freezeJson({ role: "tool", toolCallId: call.id, toolName: call.name, parts, isError }));
  }
  turn.conversation = Object.freeze([...turn.conversation, message, ...answers]);
}
