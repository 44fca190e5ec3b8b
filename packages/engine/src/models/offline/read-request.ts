import { type Message, type ModelRequest, type ToolFunctionSchema, textOf } from "@asky/sdk";
import { formatData } from "./format-data.ts";
import { findPersona, type Persona } from "./persona.ts";

/** One tool call of this turn and what came back. */
export interface Step {
  readonly tool: string;
  /** The arguments as JSON text. */
  readonly arguments: string;
  readonly result: string;
  readonly isError: boolean;
}

/** What a request comes down to. */
export interface Situation {
  readonly question: string;
  /** The calls of this turn so far, in the order of the rounds in which they were made. */
  readonly rounds: readonly (readonly Step[])[];
  readonly tools: readonly ToolFunctionSchema[];
  /** Every tool call of the conversation, to number the next ones. */
  readonly callCount: number;
  /** What was answered in earlier turns. */
  readonly earlierAnswers: readonly string[];
  readonly persona: Persona | undefined;
}

const MAX_QUESTION_CHARS = 4000;

/** Reads the conversation: everything the model knows is in it. */
export function readRequest({ messages, tools }: ModelRequest): Situation {
  const start = messages.findLastIndex((message) => message.role === "user");
  const asked = messages[start];
  const system = messages.filter((message) => message.role === "system").map(({ parts }) => textOf(parts));
  return {
    question: asked ? textOf(asked.parts).slice(0, MAX_QUESTION_CHARS) : "",
    rounds: readRounds(messages.slice(start + 1)),
    tools,
    callCount: messages.filter((message) => message.role === "tool").length,
    earlierAnswers: messages
      .slice(0, Math.max(start, 0))
      .flatMap((message) => (message.role === "assistant" ? [textOf(message.parts)] : [])),
    persona: findPersona(system.join("\n")),
  };
}

function readRounds(messages: readonly Message[]): readonly (readonly Step[])[] {
  const answers = new Map(
    messages.flatMap((message) => (message.role === "tool" ? [[message.toolCallId, message] as const] : [])),
  );
  return messages.flatMap((message) => {
    if (message.role !== "assistant" || message.toolCalls.length === 0) return [];
    return [
      message.toolCalls.map((call): Step => {
        const answer = answers.get(call.id);
        return {
          tool: call.name,
          arguments: call.arguments,
          result: answer ? resultText(answer) : "",
          isError: answer?.isError ?? true,
        };
      }),
    ];
  });
}

function resultText({ parts }: Message): string {
  return parts
    .map((part) => {
      if (part.type === "text") return part.text;
      return part.type === "data" ? formatData(part.data) : `(a picture, ${part.mimeType})`;
    })
    .join("\n");
}
