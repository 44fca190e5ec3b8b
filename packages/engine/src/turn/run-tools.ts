import type { DispatchOutcome } from "@asky/gate";
import {
  type AssistantMessage,
  freezeJson,
  type JsonObject,
  type Message,
  type MessagePart,
  type ToolCall,
  textPart,
} from "@asky/sdk";
import type { ToolCallReport } from "./turn-result.ts";
import type { Turn } from "./turn-state.ts";
import { untilAborted } from "./until-aborted.ts";

const INTERRUPTED = "The turn was interrupted before this call was over.";

/**
 * Sends the calls of a message through the gate, one after the other, and adds message and answers to the conversation
 * together. An interrupted turn answers what is left itself, so that the conversation stays whole.
 */
export async function runTools(turn: Turn, message: AssistantMessage): Promise<void> {
  const answers: Message[] = [];
  for (const call of message.toolCalls) {
    const report = await runTool(turn, call);
    turn.toolCalls.push(report.report);
    answers.push(report.answer);
  }
  turn.conversation = Object.freeze([...turn.conversation, message, ...answers]);
}

interface FinishedCall {
  readonly report: ToolCallReport;
  readonly answer: Message;
}

async function runTool(turn: Turn, call: ToolCall): Promise<FinishedCall> {
  const outcome = await dispatch(turn, call);
  const parts = outcome?.result.parts ?? [textPart(INTERRUPTED)];
  const isError = outcome?.result.isError ?? true;
  const args = parseArguments(call.arguments);
  const report: ToolCallReport = {
    id: call.id,
    name: call.name,
    ...(outcome?.origin !== undefined && { origin: outcome.origin }),
    status: outcome?.status ?? "interrupted",
    ...(args && { args }),
    ...(outcome?.reason !== undefined && { reason: outcome.reason }),
    ...(outcome?.plugin !== undefined && { plugin: outcome.plugin }),
    isError,
    text: toText(parts),
  };
  const answer: Message = { role: "tool", toolCallId: call.id, toolName: call.name, parts, isError };
  return { report: Object.freeze(report), answer: freezeJson(answer) };
}

/** `undefined` when the turn was interrupted first. */
async function dispatch(turn: Turn, call: ToolCall): Promise<DispatchOutcome | undefined> {
  const { host, info, registry, directory, signal } = turn;
  const allowedDirs = host.config.sandbox.allowed_dirs;
  try {
    return await untilAborted(
      host.gate.dispatch(call, { info, registry, directory, allowedDirs, signal }),
      signal,
    );
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function parseArguments(text: string): JsonObject | undefined {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    // The gate has refused the call for it and said so.
    return undefined;
  }
}

function toText(parts: readonly MessagePart[]): string {
  return parts
    .map((part) => {
      if (part.type === "text") return part.text;
      return part.type === "data" ? JSON.stringify(part.data) : `(${part.mimeType})`;
    })
    .join("\n");
}
