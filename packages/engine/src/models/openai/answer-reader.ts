import type { ModelChunk, ModelUsage } from "@asky/sdk";
import { errorText } from "./provider-text.ts";
import { ToolCallAssembler } from "./tool-call-assembler.ts";

/** What a piece of an answer came to. */
export type PieceReading =
  | { readonly text?: string; readonly isLast?: boolean; readonly fault?: never; readonly refusal?: never }
  /** Completes "its answer …". */
  | { readonly fault: string; readonly refusal?: never }
  /** The provider's own message, sent in place of a piece. */
  | { readonly refusal: string; readonly fault?: never };

/** Reads the pieces of one answer, streamed or whole. Nothing in them is believed. */
export class AnswerReader {
  readonly #calls: ToolCallAssembler;
  #usage: ModelUsage | undefined;
  #finish: string | undefined;

  /** @param usedIds - the call ids of the conversation so far. */
  constructor(usedIds: Iterable<string>) {
    this.#calls = new ToolCallAssembler(usedIds);
  }

  /** Whether the provider has said why the answer ends: then it is whole. */
  get isFinished(): boolean {
    return this.#finish !== undefined;
  }

  /** Whether something of the answer is there. */
  get hasCalls(): boolean {
    return this.#calls.count > 0;
  }

  add(data: string): PieceReading {
    if (data.trim() === "[DONE]") return { isLast: true };
    let piece: unknown;
    try {
      piece = JSON.parse(data);
    } catch {
      // Told to the caller as a fault.
      return { fault: "has a piece that is no JSON" };
    }
    if (typeof piece !== "object" || piece === null) return { fault: "has a piece that is no object" };
    const { error, choices, usage } = piece as Record<string, unknown>;
    if (error !== undefined && error !== null)
      return { refusal: errorText(error) ?? "an error without a message" };
    this.#usage = readUsage(usage) ?? this.#usage;
    // The piece that counts the tokens has no choices; some servers leave the list out.
    if (choices === undefined || choices === null) return {};
    if (!Array.isArray(choices)) return { fault: "has choices that are no list" };
    const choice: unknown = choices[0];
    if (choice === undefined) return {};
    if (typeof choice !== "object" || choice === null) return { fault: "has a choice that is no object" };
    return this.#addChoice(choice as Record<string, unknown>);
  }

  /** The rest of the answer: its tool calls and its end. */
  finish(): readonly ModelChunk[] {
    const calls = this.#calls.finish();
    const reason = this.#finish === "length" ? "length" : calls.length > 0 ? "tool_calls" : "stop";
    return [
      ...calls.map((call): ModelChunk => ({ type: "tool_call", call })),
      { type: "end", reason, ...(this.#usage && { usage: this.#usage }) },
    ];
  }

  #addChoice({ delta, message, finish_reason: finish }: Record<string, unknown>): PieceReading {
    if (typeof finish === "string" && finish !== "") this.#finish = finish;
    if (finish === "content_filter") return { refusal: "the answer was withheld by a content filter" };
    const said = delta ?? message;
    if (said === undefined || said === null) return {};
    if (typeof said !== "object") return { fault: "has a piece without content" };
    const { content, refusal, tool_calls: calls } = said as Record<string, unknown>;
    if (calls !== undefined && calls !== null) {
      const fault = this.#calls.add(calls);
      if (fault !== undefined) return { fault };
    }
    const text = contentText(content) + (typeof refusal === "string" ? refusal : "");
    return text === "" ? {} : { text };
  }
}

/** Text, or a list of parts as some servers send it. */
function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part: unknown) => {
      const text =
        typeof part === "object" && part !== null ? (part as Record<string, unknown>).text : undefined;
      return typeof text === "string" ? text : "";
    })
    .join("");
}

function readUsage(usage: unknown): ModelUsage | undefined {
  if (typeof usage !== "object" || usage === null) return undefined;
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage as Record<string, unknown>;
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
