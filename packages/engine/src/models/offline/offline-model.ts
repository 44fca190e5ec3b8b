import type { Model, ModelChunk, ModelRequest } from "@asky/sdk";
import { composeAnswer } from "./compose-answer.ts";
import { nextCalls } from "./next-calls.ts";
import { readRequest } from "./read-request.ts";

/**
 * Makes the model that is there when there is no other. It has no weights and no network: it picks tools by what their
 * schemas share with the question, fills their arguments from its words, and answers with what they returned. The same
 * conversation always gives the same answer.
 */
export function createOfflineModel(): Model {
  return Object.freeze({ name: "offline", generate });
}

async function* generate(request: ModelRequest): AsyncGenerator<ModelChunk> {
  const situation = readRequest(request);
  const choice = nextCalls(situation);
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
