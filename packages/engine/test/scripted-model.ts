import type { JsonObject, Model, ModelChunk, ModelRequest } from "@asky/sdk";

/** What the model says in one call: a text, or tools to call by name with their arguments. */
export type Line = string | readonly (readonly [name: string, args: JsonObject])[];

export interface ScriptedModel extends Model {
  /** Every request so far. */
  readonly requests: readonly ModelRequest[];
}

/**
 * A model that says its lines one after the other, and the last one for ever.
 *
 * @param lines - or a function of the request, for models that look at it.
 */
export function scriptedModel(lines: readonly Line[] | ((request: ModelRequest) => Line)): ScriptedModel {
  const requests: ModelRequest[] = [];
  let calls = 0;
  return {
    name: "scripted",
    requests,
    async *generate(request): AsyncGenerator<ModelChunk> {
      requests.push(request);
      const line =
        typeof lines === "function" ? lines(request) : (lines[requests.length - 1] ?? lines.at(-1));
      if (typeof line === "string" || line === undefined) {
        yield { type: "text", text: line ?? "" };
        yield { type: "end", reason: "stop" };
        return;
      }
      for (const [name, args] of line) {
        calls += 1;
        yield { type: "tool_call", call: { id: `c${calls}`, name, arguments: JSON.stringify(args) } };
      }
      yield { type: "end", reason: "tool_calls" };
    },
  };
}
