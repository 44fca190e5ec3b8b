import { createModel } from "@asky/engine";
import {
  type JsonObject,
  type Message,
  type Model,
  type ModelChunk,
  type ModelConfig,
  PluginError,
  type ToolFunctionSchema,
  textPart,
} from "@asky/sdk";
import { LLMock } from "@copilotkit/aimock";
import { describe, expect, onTestFinished, test } from "vitest";
import { ModelClock, SILENCE_MS } from "./model-clock.ts";
import { asking, collect, piece, serveModel, stream, textFrom } from "./model-server.ts";
import { startEngine } from "./running-engine.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const KEY = "sk-test-0123456789abcdefghij";

const WEATHER: ToolFunctionSchema = {
  type: "function",
  function: {
    name: "weather",
    description: "Tells the weather.",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

function makeModel(baseUrl: string, config: ModelConfig = {}, clock = new ModelClock()): Model {
  return createModel(
    { provider: "openai", name: "test-model", base_url: baseUrl, api_key_env: "TEST_KEY", ...config },
    { TEST_KEY: KEY },
    { clock, random: () => 0.5 },
  );
}

/** The fault of a call, and everything of it as a text. */
async function faultOf(
  work: Promise<unknown>,
): Promise<{ readonly error: PluginError; readonly all: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!PluginError.is(error)) throw new Error(`No PluginError: ${String(error)}`);
  const all = [error.message, error.hint, error.stack, String(error.cause)].join("\n");
  return { error, all };
}

describe("against a mock of the wire", () => {
  async function startMock(): Promise<LLMock> {
    const mock = new LLMock({ port: 0 });
    await mock.start();
    onTestFinished(async () => {
      await mock.stop();
    });
    return mock;
  }

  test("text comes in pieces, with its end and what it took", async () => {
    const mock = await startMock();
    mock.onMessage("hello", {
      content: "Hi there, how are you today?",
      usage: { prompt_tokens: 7, completion_tokens: 9 },
    });
    const chunks = await collect(makeModel(`${mock.url}/v1`), asking("hello"));
    const texts = chunks.flatMap((chunk) => (chunk.type === "text" ? [chunk.text] : []));
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.join("")).toBe("Hi there, how are you today?");
    expect(chunks.at(-1)).toEqual({
      type: "end",
      reason: "stop",
      usage: { inputTokens: 7, outputTokens: 9 },
    });
  });

  test("two tools at once are put together from their pieces", async () => {
    const mock = await startMock();
    mock.onMessage("weather", {
      toolCalls: [
        { id: "call_a", name: "weather", arguments: '{"city":"Oslo"}' },
        { id: "call_b", name: "weather", arguments: '{"city":"Rome"}' },
      ],
    });
    const chunks = await collect(makeModel(`${mock.url}/v1`), asking("weather?", { tools: [WEATHER] }));
    expect(chunks.filter((chunk) => chunk.type === "tool_call")).toEqual([
      { type: "tool_call", call: { id: "call_a", name: "weather", arguments: '{"city":"Oslo"}' } },
      { type: "tool_call", call: { id: "call_b", name: "weather", arguments: '{"city":"Rome"}' } },
    ]);
    expect(chunks.at(-1)).toMatchObject({ type: "end", reason: "tool_calls" });
  });

  test("a tool's answer goes back under the id of its call", async () => {
    const mock = await startMock();
    mock.onToolResult("call_a", { content: "It rains in Oslo." });
    const messages: readonly Message[] = [
      { role: "user", parts: [textPart("weather?")] },
      {
        role: "assistant",
        parts: [],
        toolCalls: [{ id: "call_a", name: "weather", arguments: '{"city":"Oslo"}' }],
      },
      { role: "tool", toolCallId: "call_a", toolName: "weather", parts: [textPart("rain")], isError: false },
    ];
    const model = makeModel(`${mock.url}/v1`);
    expect(await textFrom(model, asking("", { messages, tools: [WEATHER] }))).toBe("It rains in Oslo.");
  });

  test("a refusal in passing is asked again", async () => {
    const mock = await startMock();
    mock.onMessage("hello", { content: "Hi." });
    mock.nextRequestError(500, { message: "overloaded" });
    const clock = new ModelClock();
    expect(await textFrom(makeModel(`${mock.url}/v1`, {}, clock), asking("hello"))).toBe("Hi.");
    expect(clock.waits).toEqual([375]);
  });

  test("a whole turn of the engine runs on it, tools included", async () => {
    const mock = await startMock();
    mock.on(
      { hasToolResult: false },
      { toolCalls: [{ id: "c1", name: "Now", arguments: '{"time_zone":"UTC"}' }] },
    );
    mock.on({ hasToolResult: true }, { content: "It is late." });
    const configDir = await temporaryFolder({
      "config.toml": `[model]\nprovider = "openai"\nname = "any"\nbase_url = "${mock.url}/v1"\n`,
    });
    const engine = await startEngine({ configDir });
    const result = await engine.handleMessage({ text: "What time is it?" });
    expect(result).toMatchObject({
      text: "It is late.",
      stopReason: "answered",
      model: "openai:any",
      toolCalls: [{ name: "Now", status: "done" }],
    });
  });
});

describe("what is sent", () => {
  async function bodyOf(messages: readonly Message[], more: JsonObject = {}): Promise<JsonObject> {
    const server = await serveModel((response) =>
      stream(response, piece({ content: "ok" }, "stop"), "[DONE]").end(),
    );
    await collect(makeModel(server.baseUrl), asking("", { messages, ...more }));
    return server.seen[0]?.body ?? {};
  }

  test("pictures and data are parts of a message", async () => {
    const body = await bodyOf([
      {
        role: "user",
        parts: [
          textPart("What is this?"),
          { type: "image", mimeType: "image/png", data: "AAAA" },
          { type: "data", data: { size: 3 } },
        ],
      },
    ]);
    expect(body.messages).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
          { type: "text", text: '{"size":3}' },
        ],
      },
    ]);
  });

  test("pictures that tools returned follow when all calls are answered", async () => {
    const call = (id: string) => ({ id, name: "draw", arguments: "" });
    const answer = (id: string, parts: readonly JsonObject[]) =>
      ({ role: "tool", toolCallId: id, toolName: "draw", parts, isError: false }) as unknown as Message;
    const { messages } = await bodyOf([
      { role: "assistant", parts: [], toolCalls: [call("a"), call("b")] },
      answer("a", [{ type: "image", mimeType: "image/png", data: "AAAA" }]),
      answer("b", [{ type: "text", text: "done" }]),
    ]);
    expect((messages as readonly JsonObject[]).map(({ role }) => role)).toEqual([
      "assistant",
      "tool",
      "tool",
      "user",
    ]);
    expect((messages as readonly JsonObject[])[3]).toMatchObject({
      content: [{ type: "text" }, { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }],
    });
  });

  test("a refused call of the past is sent as one that services take", async () => {
    const { messages } = await bodyOf([
      { role: "assistant", parts: [], toolCalls: [{ id: "a", name: "no such tool!", arguments: "{broken" }] },
      { role: "tool", toolCallId: "a", toolName: "x", parts: [textPart("refused")], isError: true },
    ]);
    expect((messages as readonly JsonObject[])[0]).toMatchObject({
      content: null,
      tool_calls: [{ function: { name: "no_such_tool_", arguments: '{"unreadable_arguments":"{broken"}' } }],
    });
  });

  test("the limit of an answer goes along", async () => {
    const body = await bodyOf([{ role: "user", parts: [textPart("x")] }], {
      maxOutputTokens: 50,
    } as JsonObject);
    expect(body).toMatchObject({ model: "test-model", stream: true, max_tokens: 50 });
    expect(body).not.toHaveProperty("tools");
  });

  test("a service that refuses a part of the protocol is asked without it, from then on", async () => {
    const server = await serveModel((response, { body }) => {
      const fault =
        "stream_options" in body
          ? "Unknown field: stream_options"
          : "max_tokens" in body
            ? "Use max_completion_tokens, not max_tokens"
            : "";
      if (fault === "") return stream(response, piece({ content: "ok" }, "stop"), "[DONE]").end();
      return response
        .writeHead(400, { "content-type": "application/json" })
        .end(JSON.stringify({ error: { message: fault } }));
    });
    const model = makeModel(server.baseUrl);
    expect(await textFrom(model, asking("x", { maxOutputTokens: 9 }))).toBe("ok");
    expect(await textFrom(model, asking("x", { maxOutputTokens: 9 }))).toBe("ok");
    expect(server.seen).toHaveLength(4);
    expect(server.seen.at(-1)?.body).toMatchObject({ max_completion_tokens: 9 });
  });
});

describe("the key", () => {
  test("is sent as a bearer, and stands in no error", async () => {
    const server = await serveModel((response, { headers }) => {
      response.writeHead(401, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          error: { message: `Bad header: ${headers.authorization ?? ""} (${KEY.slice(0, 16)})` },
        }),
      );
    });
    const { error, all } = await faultOf(collect(makeModel(server.baseUrl), asking("x")));
    expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(error.message).toBe(
      `The model "test-model" at ${server.baseUrl}/chat/completions answered with status 401: "Bad header: Bearer [key] ([key])".`,
    );
    expect(error.hint).toContain("export TEST_KEY=");
    expect(all).not.toContain(KEY.slice(0, 14));
    expect(server.seen).toHaveLength(1);
  });

  test("that is short stands in no error either", async () => {
    const server = await serveModel((response) => response.writeHead(403).end("no such key: short-key-1"));
    const model = createModel(
      { provider: "openai", name: "m", base_url: server.baseUrl, api_key_env: "K" },
      { K: "short-key-1" },
    );
    const { all } = await faultOf(collect(model, asking("x")));
    expect(all).toContain("no such key: [key]");
    expect(all).not.toContain("short-key-1");
  });

  test("that is not set is asked for before anything is sent", async () => {
    const model = createModel({ provider: "openai", name: "gpt" }, {});
    const { error } = await faultOf(collect(model, asking("x")));
    expect(error.message).toContain('"OPENAI_API_KEY" is not set');
    expect(error.hint).toContain("export OPENAI_API_KEY=");
  });

  test.each(["two words", "line\nbreak", "schlüssel"])(
    "that no header takes is refused and not quoted: %j",
    async (key) => {
      const model = createModel({ provider: "openai", name: "gpt", api_key_env: "K" }, { K: key });
      const { error, all } = await faultOf(collect(model, asking("x")));
      expect(error.message).toContain('"K" holds no key that can be sent');
      expect(all).not.toContain(key);
    },
  );

  test("does not go over plain http to another machine unless that is allowed", async () => {
    const model = (config: ModelConfig) =>
      makeModel("http://models.invalid/v1", { max_retries: 0, ...config });
    const refused = await faultOf(collect(model({}), asking("x")));
    expect(refused.error.message).toContain("over plain http");
    const allowed = await faultOf(collect(model({ allow_plain_http: true }), asking("x")));
    expect(allowed.error.message).toContain("cannot be reached");
  });

  test("of the internet's service is not sent to a server on this machine", async () => {
    const server = await serveModel((response) =>
      stream(response, piece({ content: "ok" }, "stop"), "[DONE]").end(),
    );
    const model = createModel(
      { provider: "openai", name: "llama" },
      { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: KEY },
    );
    expect(await textFrom(model, asking("x"))).toBe("ok");
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
  });

  test("and the conversation are not sent on to another address", async () => {
    const server = await serveModel((response) => {
      response.writeHead(307, { location: `https://elsewhere.invalid/v1?key=${KEY}` }).end();
    });
    const { error, all } = await faultOf(collect(makeModel(server.baseUrl), asking("x")));
    expect(error.message).toContain('status 307 and points to "https://elsewhere.invalid/v1"');
    expect(all).not.toContain(KEY);
    expect(server.seen).toHaveLength(1);
  });
});

describe("asking again", () => {
  const busy = (headers: Record<string, string>) => async () => {
    const server = await serveModel((response, _, count) => {
      if (count > 1) return stream(response, piece({ content: "ok" }, "stop"), "[DONE]").end();
      return response.writeHead(429, headers).end('{"error":{"message":"slow down"}}');
    });
    const clock = new ModelClock();
    const text = await textFrom(makeModel(server.baseUrl, {}, clock), asking("x"));
    return { text, waits: clock.waits };
  };

  test.each<[string, Record<string, string>, number]>([
    ["Retry-After in seconds", { "retry-after": "7" }, 7125],
    ["Retry-After in milliseconds", { "retry-after-ms": "40" }, 165],
    [
      "the reset of a limit that is used up",
      { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "1m2.5s" },
      0,
    ],
    [
      "the later one of two resets",
      {
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "1.5s",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "20ms",
      },
      1625,
    ],
    [
      "a limit that is not used up",
      { "x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": "9s" },
      375,
    ],
    ["nonsense", { "retry-after": "soon" }, 375],
  ])("waits as %s says", async (_, headers, wait) => {
    if (wait === 0) {
      // More than a minute: the user is told instead of kept waiting.
      await expect(busy(headers)()).rejects.toThrow("status 429");
      return;
    }
    expect(await busy(headers)()).toEqual({ text: "ok", waits: [wait] });
  });

  test("waits twice as long each time, and says in the end what the service said", async () => {
    const server = await serveModel((response) => response.writeHead(503).end("down for maintenance"));
    const clock = new ModelClock();
    const { error } = await faultOf(
      collect(makeModel(server.baseUrl, { max_retries: 3 }, clock), asking("x")),
    );
    expect(clock.waits).toEqual([375, 750, 1500]);
    expect(server.seen).toHaveLength(4);
    expect(error.message).toContain('status 503: "down for maintenance"');
  });

  test.each([400, 401, 403, 404, 413, 422])("does not ask again after status %i", async (status) => {
    const server = await serveModel((response) => response.writeHead(status).end("{}"));
    await faultOf(collect(makeModel(server.baseUrl), asking("x")));
    expect(server.seen).toHaveLength(1);
  });

  test("does not ask again when the account is empty", async () => {
    const server = await serveModel((response) =>
      response
        .writeHead(429)
        .end('{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}'),
    );
    const { error } = await faultOf(collect(makeModel(server.baseUrl), asking("x")));
    expect(server.seen).toHaveLength(1);
    expect(error.hint).toContain("credit");
  });

  test("does not ask again when a part of the answer was given out", async () => {
    const server = await serveModel((response) => {
      stream(response, piece({ content: "half" }));
      response.socket?.end();
    });
    const model = makeModel(server.baseUrl);
    const chunks: ModelChunk[] = [];
    const work = (async () => {
      for await (const chunk of model.generate(asking("x"))) chunks.push(chunk);
    })();
    const { error } = await faultOf(work);
    expect(chunks).toEqual([{ type: "text", text: "half" }]);
    expect(error.message).toMatch(/its answer (?:broke off|stopped without an end)/);
    expect(server.seen).toHaveLength(1);
  });

  test("nobody listens: that is said at once, with what to do", async () => {
    const clock = new ModelClock();
    const { error } = await faultOf(collect(makeModel("http://127.0.0.1:1/v1", {}, clock), asking("x")));
    expect(error.message).toMatch(/cannot be reached at http:\/\/127\.0\.0\.1:1\/v1\/chat\/completions: /);
    expect(error.hint).toContain("ollama serve");
  });

  test("the signal ends the wait between two attempts", async () => {
    const server = await serveModel((response) => response.writeHead(500).end());
    const stop = new AbortController();
    const clock = {
      now: () => 0,
      after: (ms: number) => {
        if (ms < SILENCE_MS) stop.abort(new Error("enough"));
        return () => {};
      },
    };
    const model = createModel({ provider: "openai", name: "m", base_url: server.baseUrl }, {}, { clock });
    await expect(collect(model, asking("x", { signal: stop.signal }))).rejects.toThrow("enough");
    expect(server.seen).toHaveLength(1);
  });
});

describe("silence and interruption", () => {
  test("a service that never answers", async () => {
    const clock = new ModelClock();
    const server = await serveModel(() => clock.expire());
    const { error } = await faultOf(
      collect(makeModel(server.baseUrl, { max_retries: 0 }, clock), asking("x")),
    );
    expect(error.message).toContain("was silent for 120 seconds before it answered");
    expect(error.hint).toContain("model.timeout_seconds");
    await server.seen[0]?.closed;
  });

  test("a service that begins and sends nothing", async () => {
    const clock = new ModelClock();
    const server = await serveModel((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
    });
    const work = faultOf(collect(makeModel(server.baseUrl, { max_retries: 0 }, clock), asking("x")));
    await expect.poll(() => server.seen.length).toBe(1);
    clock.expire();
    expect((await work).error.message).toContain("was silent for 120 seconds before");
    await server.seen[0]?.closed;
  });

  test("a service that stops in the middle", async () => {
    const clock = new ModelClock();
    const server = await serveModel((response) => stream(response, piece({ content: "half" })));
    const iterator = makeModel(server.baseUrl, {}, clock).generate(asking("x"))[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toEqual({ type: "text", text: "half" });
    const rest = faultOf(iterator.next());
    clock.expire();
    expect((await rest).error.message).toContain("in the middle of its answer");
    await server.seen[0]?.closed;
  });

  test("an answer that is whole is taken, though the stream is not ended", async () => {
    const clock = new ModelClock();
    const server = await serveModel((response) =>
      stream(response, piece({ content: "all" }), piece({}, "stop")),
    );
    const iterator = makeModel(server.baseUrl, {}, clock).generate(asking("x"))[Symbol.asyncIterator]();
    await iterator.next();
    const end = iterator.next();
    clock.expire();
    expect((await end).value).toEqual({ type: "end", reason: "stop" });
  });

  test("the signal closes the connection, before the answer and in it", async () => {
    const server = await serveModel((response, _, count) => {
      if (count === 2) stream(response, piece({ content: "half" }));
      else stop.abort(new Error("enough"));
    });
    const stop = new AbortController();
    const model = makeModel(server.baseUrl);
    await expect(collect(model, asking("x", { signal: stop.signal }))).rejects.toThrow("enough");
    await server.seen[0]?.closed;
    const later = new AbortController();
    const iterator = model.generate(asking("x", { signal: later.signal }))[Symbol.asyncIterator]();
    await iterator.next();
    later.abort(new Error("now"));
    await expect(iterator.next()).rejects.toThrow("now");
    await server.seen[1]?.closed;
  });

  test("whoever stops reading closes the connection", async () => {
    const server = await serveModel((response) =>
      stream(response, piece({ content: "a" }), piece({ content: "b" })),
    );
    for await (const chunk of makeModel(server.baseUrl).generate(asking("x"))) {
      expect(chunk).toEqual({ type: "text", text: "a" });
      break;
    }
    await server.seen[0]?.closed;
  });
});

describe("garbage", () => {
  const NONE = { max_retries: 0 };

  async function answerOf(...pieces: readonly (JsonObject | string)[]): Promise<readonly ModelChunk[]> {
    const server = await serveModel((response) => stream(response, ...pieces).end());
    return await collect(makeModel(server.baseUrl, NONE), asking("x", { tools: [WEATHER] }));
  }

  const callPiece = (call: JsonObject, finish: string | null = null) => piece({ tool_calls: [call] }, finish);

  test.each<[string, readonly (JsonObject | string)[], RegExp]>([
    ["a piece that is no JSON", ["{oops"], /has a piece that is no JSON/],
    ["a piece that is null", ["null"], /has a piece that is no object/],
    ["choices that are a text", [{ choices: "none" }], /has choices that are no list/],
    ["a choice that is a number", [{ choices: [7] }], /has a choice that is no object/],
    ["a delta that is a text", [{ choices: [{ delta: "x" }] }], /has a piece without content/],
    ["tool calls that are an object", [piece({ tool_calls: {} })], /has tool calls that are no list/],
    ["a tool call that is null", [piece({ tool_calls: [null] })], /has a tool call that is no object/],
    ["half a stream", [piece({ content: "" })], /stopped without an end/],
    [
      "half a tool call",
      [callPiece({ index: 0, id: "a", function: { name: "weather", arguments: '{"ci' } })],
      /stopped without an end/,
    ],
    ["nothing but the end mark", ["[DONE]"], /stopped without an end/],
    [
      "an error in the stream",
      [piece({ content: "" }), { error: { message: "engine died" } }],
      /error of the provider: "engine died"/,
    ],
    ["a filtered answer", [piece({}, "content_filter")], /withheld by a content filter/],
    [
      "endless arguments",
      [callPiece({ index: 0, id: "a", function: { name: "weather", arguments: "x".repeat(1_000_001) } })],
      /more than 1000000 characters of arguments/,
    ],
    [
      "endless calls",
      [
        piece({
          tool_calls: Array.from({ length: 129 }, (_, index) => ({
            index,
            id: `c${index}`,
            function: { name: "weather" },
          })),
        }),
      ],
      /more than 128 tools at once/,
    ],
  ])("%s is a clear fault", async (_, pieces, fault) => {
    const { error } = await faultOf(answerOf(...pieces));
    expect(error.code).toBe("MODEL_FAILED");
    expect(error.message).toMatch(fault);
    expect(error.message).toContain("/v1/chat/completions");
  });

  test.each<[string, readonly JsonObject[]]>([
    [
      "without an index",
      [
        { id: "a", function: { name: "weather", arguments: '{"a":' } },
        { function: { arguments: "1}" } },
        { id: "b", function: { name: "weather", arguments: "{}" } },
      ],
    ],
    [
      "all under one index",
      [
        { index: 0, id: "a", function: { name: "weather", arguments: '{"a":1}' } },
        { index: 0, id: "b", function: { name: "weather", arguments: "{}" } },
      ],
    ],
    [
      "interleaved",
      [
        { index: 0, id: "a", function: { name: "weather", arguments: "" } },
        { index: 1, id: "b", function: { name: "weather", arguments: "{" } },
        { index: 0, function: { arguments: '{"a":1}' } },
        { index: 1, function: { arguments: "}" } },
      ],
    ],
    [
      "with the id in each piece",
      [
        { index: 0, id: "a", function: { name: "weather", arguments: '{"a":' } },
        { index: 0, id: "a", function: { arguments: "1}" } },
        { index: 1, id: "b", function: { name: "weather", arguments: "{}" } },
      ],
    ],
    [
      "with arguments as an object",
      [
        { index: 0, id: "a", function: { name: "weather", arguments: { a: 1 } } },
        { index: 1, id: "b", function: { name: "weather", arguments: {} } },
      ],
    ],
  ])("tool calls %s are understood", async (_, calls) => {
    const chunks = await answerOf(...calls.map((call) => callPiece(call)), piece({}, "tool_calls"), "[DONE]");
    expect(chunks).toEqual([
      { type: "tool_call", call: { id: "a", name: "weather", arguments: '{"a":1}' } },
      { type: "tool_call", call: { id: "b", name: "weather", arguments: "{}" } },
      { type: "end", reason: "tool_calls" },
    ]);
  });

  test("call ids that come twice, empty, or from an earlier answer become others", async () => {
    const server = await serveModel((response) => {
      const call = (index: number, id: string) => ({
        index,
        id,
        function: { name: "weather", arguments: "{}" },
      });
      stream(
        response,
        piece({ tool_calls: [call(0, "old"), call(1, "twice"), call(2, "twice"), call(3, "")] }, "stop"),
        "[DONE]",
      ).end();
    });
    const messages: readonly Message[] = [
      { role: "user", parts: [textPart("x")] },
      { role: "assistant", parts: [], toolCalls: [{ id: "old", name: "weather", arguments: "{}" }] },
      { role: "tool", toolCallId: "old", toolName: "weather", parts: [], isError: false },
    ];
    const chunks = await collect(makeModel(server.baseUrl), asking("", { messages }));
    const ids = chunks.flatMap((chunk) => (chunk.type === "tool_call" ? [chunk.call.id] : []));
    expect(ids).toHaveLength(4);
    expect(new Set([...ids, "old", ""]).size).toBe(6);
    expect(ids).toContain("twice");
  });

  test("arguments that are no JSON are handed on for the gate to refuse", async () => {
    const chunks = await answerOf(
      callPiece({ index: 0, id: "a", function: { name: "nope", arguments: "{bad" } }, "tool_calls"),
      "[DONE]",
    );
    expect(chunks[0]).toEqual({ type: "tool_call", call: { id: "a", name: "nope", arguments: "{bad" } });
  });

  test("an answer cut by its limit says so", async () => {
    expect((await answerOf(piece({ content: "lo" }, "length"), "[DONE]")).at(-1)).toEqual({
      type: "end",
      reason: "length",
    });
  });

  test.each<[string, string, string, RegExp]>([
    [
      "a web page",
      "text/html",
      "<!doctype html><title>Router login</title>",
      /is "text\/html" and no stream of events: "a web page, 'Router login'"/,
    ],
    [
      "plain text",
      "text/plain",
      "hello\u001b[31m",
      /is "text\/plain" and no stream of events: "hello\\u001b\[31m"/,
    ],
    ["JSON of something else", "application/json", '{"status":"ok"}', /is JSON that holds no answer/],
    [
      "an error with status 200",
      "application/json",
      '{"error":"model not loaded"}',
      /error of the provider: "model not loaded"/,
    ],
    ["JSON that is none", "application/json", "<html>", /has a piece that is no JSON/],
  ])("%s is named, and what to check", async (_, type, body, fault) => {
    const server = await serveModel((response) =>
      response.writeHead(200, { "content-type": type }).end(body),
    );
    const { error } = await faultOf(collect(makeModel(server.baseUrl, NONE), asking("x")));
    expect(error.message).toMatch(fault);
    expect(error.hint).toContain("/v1");
  });

  test("a service that does not stream is understood all the same", async () => {
    const message = {
      content: "whole",
      tool_calls: [{ id: "a", function: { name: "weather", arguments: "{}" } }],
    };
    const body = {
      choices: [{ message, finish_reason: "tool_calls" }],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    };
    const server = await serveModel((response) =>
      response
        .writeHead(200, { "content-type": "application/json; charset=utf-8" })
        .end(JSON.stringify(body)),
    );
    expect(await collect(makeModel(server.baseUrl), asking("x"))).toEqual([
      { type: "text", text: "whole" },
      { type: "tool_call", call: { id: "a", name: "weather", arguments: "{}" } },
      { type: "end", reason: "tool_calls", usage: { inputTokens: 1, outputTokens: 2 } },
    ]);
  });

  test("letters that come in halves, comments and a missing last line break are no trouble", async () => {
    const server = await serveModel((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const bytes = Buffer.from(
        `: still here\r\ndata: ${JSON.stringify(piece({ content: "é😀" }, "stop"))}\r\n\r\ndata: [DONE]`,
      );
      for (const byte of bytes) response.write(Buffer.from([byte]));
      response.end();
    });
    expect(await textFrom(makeModel(server.baseUrl), asking("x"))).toBe("é😀");
  });

  test("a stream without end is cut off", async () => {
    const server = await serveModel((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const block = Buffer.alloc(1024 * 1024, "x");
      const more = (): void => {
        while (!response.destroyed && response.write(block));
        response.once("drain", more);
      };
      more();
    });
    const { error } = await faultOf(collect(makeModel(server.baseUrl, NONE), asking("x")));
    expect(error.message).toMatch(/has an event of more than 4194304 characters/);
    await server.seen[0]?.closed;
  });

  test("a refusal as long as a book is cut", async () => {
    const server = await serveModel((response) => response.writeHead(400).end("no ".repeat(1_000_000)));
    const { error } = await faultOf(collect(makeModel(server.baseUrl), asking("x")));
    expect(error.message.length).toBeLessThan(600);
  });

  test("a turn on garbage ends with an answer that says what to do, and the session goes on", async () => {
    const server = await serveModel((response, _, count) => {
      if (count === 1) response.writeHead(404).end('{"error":{"message":"model \\"x\\" not found"}}');
      else stream(response, piece({ content: "Here I am." }, "stop"), "[DONE]").end();
    });
    const engine = await startEngine({
      config: { model: { provider: "openai", name: "x", base_url: server.baseUrl } },
    });
    const first = await engine.handleMessage({ text: "hello" });
    expect(first.stopReason).toBe("error");
    expect(first.text).toMatch(
      /^There is no answer\. The model "x" at .* answered with status 404: "model 'x' not found"\. Check "model\.name"/,
    );
    expect(engine.report().problems.at(-1)).toMatchObject({ code: "MODEL_FAILED" });
    expect((await engine.handleMessage({ text: "hello" })).text).toBe("Here I am.");
  });
});
