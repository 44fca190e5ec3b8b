import type { Model, ModelChunk, ModelRequest } from "@asky/sdk";
import { composeAnswer } from "./compose-answer.ts";
import { nextCalls } from "./next-calls.ts";
import { readRequest } from "./read-request.ts";

/** What {@link createOfflineModel} takes. */
export interface OfflineModelOptions {
  /** Today, for tools that want a date where the question says "tomorrow". @defaultValue the clock of the machine */
  readonly now?: () => Date;
}

/**
 * Makes the model that is there when there is no other. It has no weights and no network: it picks tools by what their
 * schemas share with the question, fills their arguments from its words, and answers with what they returned. The same
 * conversation always gives the same answer.
 */
export function createOfflineModel({ now = () => new Date() }: OfflineModelOptions = {}): Model {
  return Object.freeze({ name: "offline", generate: (request: ModelRequest) => generate(request, now()) });
}

async function* generate(request: ModelRequest, now: Date): AsyncGenerator<ModelChunk> {
  const situation = readRequest(request);
  const choice = nextCalls(situation, now);
  for (const [index, { tool, args }] of choice.calls.entries()) {
    const id = `offline-${situation.callCount + index + 1}`;
    yield { type: "tool_call", call: { id, name: tool, arguments: JSON.stringify(args) } };
  }
  if (choice.calls.length > 0) {
    yield { type: "end", reason: "tool_calls" };
    return;
  }
  yield { type: "text", text: composeAnswer(situation, choice) };
  yield { type: "end", reason: "stop" };
}
