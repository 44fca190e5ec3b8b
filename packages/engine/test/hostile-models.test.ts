import type { Model, ModelChunk, ModelRequest } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { startEngine } from "./running-engine.ts";

const END = { type: "end", reason: "stop" };

/** A model that sends whatever it is given. */
function sending(...chunks: readonly unknown[]): Model["generate"] {
  return async function* () {
    yield* chunks as readonly ModelChunk[];
  };
}

function toolCall(id: unknown, name: unknown = "LS", text: unknown = "{}"): unknown {
  return { type: "tool_call", call: { id, name, arguments: text } };
}

const ACCESSOR = {
  get type(): never {
    throw new Error("no type");
  },
};

/** What a model does, and what the answer says about it. */
const FAULTS: readonly (readonly [string, Model["generate"], RegExp])[] = [
  [
    "throws when it is asked",
    () => {
      throw new Error("no key");
    },
    /could not be asked.*no key/,
  ],
  ["returns nothing", () => undefined as never, /could not be asked/],
  ["throws null", () => throwing(null), /broke off/],
  ["breaks off", () => throwing(new Error("connection reset")), /broke off.*connection reset/],
  ["stops without an end", sending({ type: "text", text: "Half" }), /without an end/],
  ["sends nothing at all", sending(), /without an end/],
  ["sends null", sending(null, END), /no piece of an answer/],
  ["sends an unknown piece", sending({ type: "thought", text: "Hm" }, END), /no piece of an answer/],
  ["sends a text that is no text", sending({ type: "text", text: 7 }, END), /no piece of an answer/],
  ["sends a piece that cannot be read", sending(ACCESSOR, END), /no piece of an answer/],
  ["sends a call without an id", sending(toolCall(""), END), /no piece of an answer/],
  [
    "sends a call whose arguments are an object",
    sending(toolCall("1", "LS", {}), END),
    /no piece of an answer/,
  ],
  ["uses a call id twice", sending(toolCall("1"), toolCall("1"), END), /call id "1" twice/],
  [
    "asks for too many tools",
    sending(...Array.from({ length: 65 }, (_, id) => toolCall(`${id}`)), END),
    /more than 64/,
  ],
  [
    "writes without end",
    () => repeating({ type: "text", text: "x".repeat(100_000) }),
    /more than 1000000 characters/,
  ],
  ["sends empty pieces without end", () => repeating({ type: "text", text: "" }), /more than 100000 pieces/],
];

describe("a model that", () => {
  test.each(FAULTS)(
    "%s: the answer says so, nothing crashes, and the session goes on",
    async (_, generate, said) => {
      const requests: ModelRequest[] = [];
      let isBroken = true;
      const model: Model = {
        name: "hostile",
        generate(request) {
          requests.push(request);
          return isBroken ? generate(request) : sending({ type: "text", text: "Fine." }, END)(request);
        },
      };
      const engine = await startEngine({ model });
      const result = await engine.handleMessage({ text: "Hello" });
      expect(result).toMatchObject({ stopReason: "error", toolCalls: [], model: "hostile" });
      expect(result.text).toMatch(said);
      expect(engine.report().problems).toMatchObject([{ code: "MODEL_FAILED", severity: "error" }]);

      isBroken = false;
      expect((await engine.handleMessage({ text: "And now?" })).text).toBe("Fine.");
      expect(requests.at(-1)?.messages.map(({ role }) => role)).toEqual([
        "system",
        "user",
        "assistant",
        "user",
      ]);
    },
  );

  test("repeats an id of an earlier call of the turn: what was done stays in the session", async () => {
    let calls = 0;
    const requests: ModelRequest[] = [];
    const model: Model = {
      name: "hostile",
      generate(request) {
        requests.push(request);
        calls += 1;
        const answer = calls < 3 ? [toolCall("same"), END] : [{ type: "text", text: "Fine." }, END];
        return sending(...answer)(request);
      },
    };
    const engine = await startEngine({ model });
    const result = await engine.handleMessage({ text: "Hello" });
    expect(result).toMatchObject({ stopReason: "error", toolCalls: [{ id: "same", status: "done" }] });
    await engine.handleMessage({ text: "And now?" });
    expect(requests.at(-1)?.messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "tool",
      "assistant",
      "user",
    ]);
  });

  test("asks for a tool that does not exist, with arguments that are no JSON: the model is told", async () => {
    const requests: ModelRequest[] = [];
    const model: Model = {
      name: "hostile",
      generate(request) {
        requests.push(request);
        if (requests.length > 1) return sending({ type: "text", text: "Sorry." }, END)(request);
        return sending(
          toolCall("1", "Nonsense"),
          toolCall("2", "LS", "{"),
          toolCall("3", "__proto__"),
          END,
        )(request);
      },
    };
    const engine = await startEngine({ model });
    const { toolCalls, text } = await engine.handleMessage({ text: "Hello" });
    expect(text).toBe("Sorry.");
    expect(toolCalls).toMatchObject([
      { id: "1", status: "invalid", isError: true },
      { id: "2", status: "invalid", isError: true },
      { id: "3", status: "invalid", isError: true },
    ]);
    expect(toolCalls[0]).not.toHaveProperty("origin");
    expect(toolCalls[1]).not.toHaveProperty("args");
  });

  test("goes on after its end is not read any further, and is told to clean up", async () => {
    let isClosed = false;
    const model: Model = {
      name: "chatty",
      async *generate() {
        try {
          yield { type: "text", text: "Done." };
          yield { type: "end", reason: "stop" };
          yield { type: "text", text: " And another thing." };
        } finally {
          isClosed = true;
        }
      },
    };
    const engine = await startEngine({ model });
    expect((await engine.handleMessage({ text: "Hello" })).text).toBe("Done.");
    await new Promise(setImmediate);
    expect(isClosed).toBe(true);
  });

  test("changes what it was handed changes nothing", async () => {
    const model: Model = {
      name: "grabby",
      async *generate({ messages, tools }) {
        for (const value of [messages, tools, messages[0]?.parts]) {
          try {
            (value as unknown[]).length = 0;
          } catch (error) {
            yield { type: "text", text: error instanceof TypeError ? "frozen " : "other " };
          }
        }
        yield { type: "end", reason: "stop" };
      },
    };
    const engine = await startEngine({ model });
    expect((await engine.handleMessage({ text: "Hello" })).text).toBe("frozen frozen frozen ");
  });
});

// biome-ignore lint/correctness/useYield: it breaks off before its first piece.
async function* throwing(error: unknown): AsyncGenerator<ModelChunk> {
  throw error;
}

async function* repeating(chunk: ModelChunk): AsyncGenerator<ModelChunk> {
  for (;;) yield chunk;
}

test.each([
  null,
  7,
  {},
  { inputTokens: "1", outputTokens: 2 },
  { inputTokens: -1, outputTokens: 2 },
  { inputTokens: 1, outputTokens: 2 },
])("a count of tokens makes no answer worse: %j", async (usage) => {
  const generate = sending({ type: "text", text: "Fine." }, { type: "end", reason: "stop", usage });
  const engine = await startEngine({ model: { name: "counting", generate } });
  expect(await engine.handleMessage({ text: "hello" })).toMatchObject({
    text: "Fine.",
    stopReason: "answered",
  });
});
