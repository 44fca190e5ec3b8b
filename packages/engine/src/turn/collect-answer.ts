import { type Model, type ModelChunk, type ModelRequest, PluginError, type ToolCall } from "@asky/sdk";
import { modelFailed } from "../errors/turn.ts";
import { untilAborted } from "./until-aborted.ts";

const MAX_CHUNKS = 100_000;
const MAX_TEXT_CHARS = 1_000_000;
const MAX_CALLS = 64;

/** One whole answer of a model. */
export interface ModelAnswer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** As the model counts; left out when it does not say. */
  readonly outputTokens?: number;
}

/** Which model is asked. */
export interface AskedModel {
  readonly model: Model;
  readonly name: string;
  /** The call ids of the turn so far; a model must not repeat one. */
  readonly usedIds: ReadonlySet<string>;
}

/**
 * Asks a model and gathers its stream. Nothing that the model sends is believed: chunks are checked, what is too much is
 * refused, and a stream that stops without `end` counts as broken.
 *
 * @param onText - gets each piece of text that is believed, as it comes.
 * @throws PluginError `MODEL_FAILED`; the signal's reason when it aborts.
 */
export async function collectAnswer(
  { model, name, usedIds }: AskedModel,
  request: ModelRequest,
  onText: (text: string) => void,
): Promise<ModelAnswer> {
  const { signal } = request;
  const iterator = openStream(model, name, request);
  const answer = new AnswerBuilder(name, usedIds, onText);
  let isOver = false;
  try {
    for (let count = 0; count < MAX_CHUNKS && !isOver; count++) {
      const chunk = await untilAborted(nextChunk(iterator, name), signal);
      if (chunk === undefined) throw modelFailed(name, "its answer stopped without an end");
      isOver = answer.add(chunk);
    }
  } finally {
    closeStream(iterator);
  }
  if (!isOver) throw modelFailed(name, `its answer has more than ${MAX_CHUNKS} pieces`);
  return answer.finish();
}

function openStream(model: Model, name: string, request: ModelRequest): AsyncIterator<unknown> {
  try {
    return model.generate(request)[Symbol.asyncIterator]();
  } catch (error) {
    throw modelFailed(name, "it could not be asked", error);
  }
}

async function nextChunk(iterator: AsyncIterator<unknown>, name: string): Promise<unknown> {
  try {
    const { done, value } = await iterator.next();
    return done === true ? undefined : value;
  } catch (error) {
    // A model of the host says itself what has happened and what to do.
    if (PluginError.is(error) && error.code === "MODEL_FAILED") throw error;
    throw modelFailed(name, "its answer broke off", error);
  }
}

/** Lets the model clean up. Not awaited and not judged: the answer is there, or its fault is known. */
function closeStream(iterator: AsyncIterator<unknown>): void {
  const ignore = (): void => {};
  Promise.resolve()
    .then(() => iterator.return?.())
    .then(ignore, ignore);
}

class AnswerBuilder {
  readonly #model: string;
  readonly #ids: Set<string>;
  readonly #calls: ToolCall[] = [];
  readonly #onText: (text: string) => void;
  #text = "";
  #outputTokens: number | undefined;

  constructor(model: string, usedIds: ReadonlySet<string>, onText: (text: string) => void) {
    this.#model = model;
    this.#onText = onText;
    this.#ids = new Set(usedIds);
  }

  /** Takes a chunk. Whether it was the last one. */
  add(received: unknown): boolean {
    const chunk = readChunk(received);
    if (chunk === undefined)
      throw modelFailed(this.#model, "it sent something that is no piece of an answer");
    if (chunk.type === "end") {
      this.#outputTokens = chunk.usage?.outputTokens;
      return true;
    }
    if (chunk.type === "text") this.#addText(chunk.text);
    else this.#addCall(chunk.call);
    return false;
  }

  finish(): ModelAnswer {
    return {
      text: this.#text,
      toolCalls: Object.freeze(this.#calls),
      ...(this.#outputTokens !== undefined && { outputTokens: this.#outputTokens }),
    };
  }

  #addText(text: string): void {
    this.#text += text;
    if (this.#text.length > MAX_TEXT_CHARS) {
      throw modelFailed(this.#model, `its answer has more than ${MAX_TEXT_CHARS} characters`);
    }
    this.#onText(text);
  }

  #addCall(call: ToolCall): void {
    if (this.#ids.has(call.id)) throw modelFailed(this.#model, `it used the call id "${call.id}" twice`);
    if (this.#calls.length === MAX_CALLS) {
      throw modelFailed(this.#model, `it asked for more than ${MAX_CALLS} tools at once`);
    }
    this.#ids.add(call.id);
    this.#calls.push(call);
  }
}

/** Reads each member once: what a getter answers later does not count. */
function readChunk(received: unknown): ModelChunk | undefined {
  try {
    const { type, text, call, reason, usage } = received as Record<string, unknown>;
    if (type === "text") return typeof text === "string" ? { type, text } : undefined;
    if (type === "end") return typeof reason === "string" ? readEnd(usage) : undefined;
    if (type !== "tool_call") return undefined;
    const { id, name, arguments: given } = call as Record<string, unknown>;
    if (typeof id !== "string" || typeof name !== "string" || typeof given !== "string") return undefined;
    return id === "" ? undefined : { type, call: Object.freeze({ id, name, arguments: given }) };
  } catch {
    // Reading it threw; the caller reports that it is no chunk.
    return undefined;
  }
}

/** What a model says of its own use is only a number to it. */
function readEnd(usage: unknown): ModelChunk {
  const { inputTokens, outputTokens } = (usage ?? {}) as Record<string, unknown>;
  const isUsable = [inputTokens, outputTokens].every((count) => Number.isSafeInteger(count));
  if (!isUsable) return { type: "end", reason: "stop" };
  return {
    type: "end",
    reason: "stop",
    usage: { inputTokens: inputTokens as number, outputTokens: outputTokens as number },
  };
}
