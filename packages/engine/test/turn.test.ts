import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type AskyPluginContext,
  defineAskyPlugin,
  type HookPoint,
  MESSAGE_IN,
  MESSAGE_OUT,
  type Message,
  TOOL_ALLOWED,
  TOOL_DENIED,
  TOOL_GATED,
  textOf,
  textPart,
} from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { startEngine } from "./running-engine.ts";
import { scriptedModel } from "./scripted-model.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const ALLOW_ALL =
  '[[rule]]\nname = "all"\ntools = ["Read", "LS", "Grep", "Now", "notes:*"]\naction = "allow"\n';

const TURN_POINTS: readonly HookPoint[] = [
  ...(["tool_registry_build", "pre_llm_call", "post_llm_response"] as const),
  ...(["pre_tool_execute", "post_tool_execute", "session_start", "session_end"] as const),
];

/** An Asky plugin out of its activation alone. */
function plugin(name: string, activate: (context: AskyPluginContext) => void) {
  return defineAskyPlugin({ name, activate });
}

/** Writes down every hook and event of a turn. */
function tracer(trace: string[]) {
  return plugin("tracer", ({ hooks, eventBus }) => {
    for (const point of TURN_POINTS) hooks.register(point, () => void trace.push(point));
    hooks.register("system_prompt_extend", (prompt) => {
      trace.push("system_prompt_extend");
      return prompt;
    });
    for (const name of [MESSAGE_IN, MESSAGE_OUT, TOOL_GATED, TOOL_ALLOWED, TOOL_DENIED] as const) {
      eventBus.subscribe(name, () => void trace.push(name));
    }
  });
}

/** The tool `note` of the plugin `notes`. */
const notes = plugin("notes", ({ hooks }) => {
  hooks.register("tool_registry_build", ({ registry }) => {
    registry.register({
      name: "note",
      schema: {
        name: "note",
        description: "Keeps a note.",
        parameters: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
        system_prompt_guideline: "Use note when something is worth keeping.",
      },
      executor: ({ text }) => ({ kept: String(text) }),
    });
  });
});

describe("the order of a turn", () => {
  test("without tools: every hook and event once, in order", async () => {
    const trace: string[] = [];
    const engine = await startEngine({ plugins: [tracer(trace)], model: scriptedModel(["Yes."]) });
    const result = await engine.handleMessage({ text: "Hello" });
    expect(trace).toEqual([
      "message.in",
      "session_start",
      "tool_registry_build",
      "system_prompt_extend",
      "pre_llm_call",
      "post_llm_response",
      "message.out",
    ]);
    expect(result).toMatchObject({ text: "Yes.", model: "scripted", stopReason: "answered", toolCalls: [] });
  });

  test("with a tool: hook, gate, events, hook, and the model once more", async () => {
    const trace: string[] = [];
    const configDir = await temporaryFolder({ "a.txt": "first" });
    const model = scriptedModel([[["Read", { file_path: "a.txt" }]], "It says first."]);
    const engine = await startEngine({ configDir, plugins: [tracer(trace)], model });
    const result = await engine.handleMessage({ text: "What does a.txt say?" });
    expect(trace).toEqual([
      "message.in",
      "session_start",
      "tool_registry_build",
      "system_prompt_extend",
      "pre_llm_call",
      "post_llm_response",
      "pre_tool_execute",
      "tool.gated",
      "tool.allowed",
      "post_tool_execute",
      "pre_llm_call",
      "post_llm_response",
      "message.out",
    ]);
    expect(result.toolCalls).toEqual([
      {
        id: "c1",
        name: "Read",
        origin: "host",
        status: "done",
        args: { file_path: "a.txt" },
        isError: false,
        text: "1\tfirst",
      },
    ]);
  });

  test("a session starts once and goes on with the next message", async () => {
    const trace: string[] = [];
    const model = scriptedModel(["One.", "Two."]);
    const engine = await startEngine({ plugins: [tracer(trace)], model });
    const first = await engine.handleMessage({ text: "First" });
    const second = await engine.handleMessage({ text: "Second" });
    expect(second.sessionId).toBe(first.sessionId);
    expect(second.turnId).not.toBe(first.turnId);
    expect(trace.filter((point) => point === "session_start")).toHaveLength(1);
    expect(
      model.requests[1]?.messages.map(({ role, parts }) => `${role}: ${textOf(parts)}`).slice(1),
    ).toEqual(["user: First", "assistant: One.", "user: Second"]);
  });
});

describe("tools of a turn", () => {
  test("are registered by plugins, announced to the model and run through the gate", async () => {
    const configDir = await temporaryFolder({ "policies/tools.toml": ALLOW_ALL });
    const model = scriptedModel([[["note", { text: "milk" }]], "Kept."]);
    const engine = await startEngine({ configDir, plugins: [notes], model });
    const result = await engine.handleMessage({ text: "Milk!" });
    expect(model.requests[0]?.tools.map((tool) => tool.function.name)).toEqual([
      "Read",
      "LS",
      "Glob",
      "Grep",
      "Now",
      "Write",
      "Edit",
      "Bash",
      "WebFetch",
      "note",
    ]);
    expect(textOf(model.requests[0]?.messages[0]?.parts ?? [])).toContain(
      "- `note`: Use note when something is worth keeping.",
    );
    expect(result.toolCalls).toMatchObject([
      { name: "note", origin: "notes", status: "done", text: '{"kept":"milk"}' },
    ]);
    expect(model.requests[1]?.messages.at(-1)).toMatchObject({
      role: "tool",
      toolCallId: "c1",
      isError: false,
    });
  });

  test("without a policy file the host's own may run and a plugin's may not", async () => {
    const configDir = await temporaryFolder({ "a.txt": "first" });
    const model = scriptedModel([
      [
        ["note", { text: "milk" }],
        ["LS", {}],
      ],
      "Done.",
    ]);
    const engine = await startEngine({ configDir, plugins: [notes], model });
    const { toolCalls } = await engine.handleMessage({ text: "Milk!" });
    expect(toolCalls).toMatchObject([
      { name: "note", origin: "notes", status: "denied", isError: true },
      { name: "LS", origin: "host", status: "done" },
    ]);
    expect(toolCalls[0]?.reason).toContain("policies");
  });

  test("an empty policy file takes the place of the built-in policy", async () => {
    const configDir = await temporaryFolder({ "policies/none.toml": "" });
    const engine = await startEngine({ configDir, model: scriptedModel([[["LS", {}]], "Done."]) });
    const { toolCalls } = await engine.handleMessage({ text: "What is here?" });
    expect(toolCalls).toMatchObject([{ name: "LS", status: "denied" }]);
  });

  test("a path outside the sandbox is denied and the violation is audited", async () => {
    const model = scriptedModel([[["Read", { file_path: "/etc/hostname" }]], "No."]);
    const trace: string[] = [];
    const engine = await startEngine({ plugins: [tracer(trace)], model });
    const { toolCalls } = await engine.handleMessage({ text: "Read it" });
    expect(toolCalls).toMatchObject([{ status: "denied" }]);
    await engine.shutdown();
    expect(trace).toContain("tool.denied");
    expect(trace).not.toContain("post_tool_execute");
    const log = await readFile(join(engine.report().configDir, "audit.jsonl"), "utf8");
    expect(
      log
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ event: "security_violation", tool_name: "Read", risk_level: "high" }]);
  });

  test("allowed_dirs widen the sandbox", async () => {
    const other = await temporaryFolder({ "b.txt": "second" });
    const model = scriptedModel([[["Read", { file_path: `${other}/b.txt` }]], "Yes."]);
    const engine = await startEngine({ model, config: { sandbox: { allowed_dirs: [other] } } });
    const { toolCalls } = await engine.handleMessage({ text: "Read it" });
    expect(toolCalls).toMatchObject([{ status: "done", text: "1\tsecond" }]);
  });

  test("nothing can be registered once the point is over", async () => {
    const register: (() => void)[] = [];
    const late = plugin("late", ({ hooks }) => {
      hooks.register("tool_registry_build", ({ registry }) => {
        const schema = { name: "late_tool", description: "Too late." };
        register.push(() => registry.register({ name: "late_tool", schema, executor: () => "late" }));
      });
    });
    const engine = await startEngine({ plugins: [late], model: scriptedModel(["Yes."]) });
    await engine.handleMessage({ text: "Hello" });
    expect(register[0]).toThrow(expect.objectContaining({ code: "PLUGIN_FENCED", plugin: "late" }));
  });

  test("a message may look somewhere else than the engine", async () => {
    const directory = await temporaryFolder({ "inner/c.txt": "third" });
    const model = scriptedModel([[["Read", { file_path: "c.txt" }]], "Yes."]);
    const engine = await startEngine({ directory, model });
    const { toolCalls } = await engine.handleMessage({ text: "Read it", directory: "inner" });
    expect(toolCalls).toMatchObject([{ status: "done", text: "1\tthird" }]);
  });
});

describe("what plugins replace", () => {
  test("the system prompt goes through the chain", async () => {
    const polite = plugin("polite", ({ hooks }) => {
      hooks.register(
        "system_prompt_extend",
        (prompt, { config, sessionId, turn }) =>
          `${prompt}\n\nBe polite in ${sessionId === turn.sessionId ? "this" : "another"} session, at most ${config.limits?.max_model_calls} times.`,
      );
      hooks.register("system_prompt_extend", () => 42 as never);
    });
    const model = scriptedModel(["Yes."]);
    const engine = await startEngine({ plugins: [polite], model });
    await engine.handleMessage({ text: "Hello" });
    expect(textOf(model.requests[0]?.messages[0]?.parts ?? [])).toMatch(
      /Be polite in this session, at most 16 times\.$/,
    );
    expect(engine.report().plugins[1]?.problems).toMatchObject([
      { code: "HOOK_FIELD_INVALID", plugin: "polite" },
    ]);
  });

  test("pre_llm_call: messages, tools and schemas, for this call only", async () => {
    const brief = plugin("brief", ({ hooks }) => {
      hooks.register("pre_llm_call", (payload) => {
        if (payload.turnNumber === 1) payload.messages = payload.messages.slice(-1);
        if (payload.turnNumber === 1) payload.toolSchemas = payload.toolSchemas.slice(0, 2);
        else payload.useTools = false;
      });
    });
    const model = scriptedModel([[["LS", {}]], "Done."]);
    const engine = await startEngine({ plugins: [brief], model });
    await engine.handleMessage({ text: "Hello" });
    const [first, second] = model.requests;
    expect(first?.messages.map(({ role }) => role)).toEqual(["user"]);
    expect(first?.tools.map((tool) => tool.function.name)).toEqual(["Read", "LS"]);
    expect(second?.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "tool"]);
    expect(second?.tools).toEqual([]);
  });

  test("post_llm_response: the message, also in what the session keeps", async () => {
    const censor = plugin("censor", ({ hooks }) => {
      hooks.register("post_llm_response", (payload) => {
        payload.message = { ...payload.message, parts: [textPart("(removed)")] };
      });
    });
    const model = scriptedModel(["Secret.", "More."]);
    const engine = await startEngine({ plugins: [censor], model });
    expect((await engine.handleMessage({ text: "Tell" })).text).toBe("(removed)");
    await engine.handleMessage({ text: "Again" });
    expect(model.requests[1]?.messages.map(({ parts }) => textOf(parts)).slice(1)).toEqual([
      "Tell",
      "(removed)",
      "Again",
    ]);
  });

  test("post_llm_response: the tool calls decide what runs", async () => {
    const trace: string[] = [];
    const redirect = plugin("redirect", ({ hooks }) => {
      hooks.register("post_llm_response", (payload) => {
        if (payload.toolCalls.length > 0) {
          payload.toolCalls = [{ id: "mine", name: "Now", arguments: "{}" }];
        }
      });
      hooks.register("post_llm_response", ({ message, toolCalls }) => {
        trace.push(`${message.toolCalls.length} ${toolCalls[0]?.name ?? "none"}`);
      });
    });
    const engine = await startEngine({ plugins: [redirect], model: scriptedModel([[["LS", {}]], "Done."]) });
    const { toolCalls } = await engine.handleMessage({ text: "What is here?" });
    expect(toolCalls).toMatchObject([{ id: "mine", name: "Now", status: "done" }]);
    expect(trace).toEqual(["1 Now", "0 none"]);
  });

  test("post_llm_response: the conversation goes on from the replaced messages", async () => {
    const forget = plugin("forget", ({ hooks }) => {
      hooks.register("post_llm_response", (payload) => {
        payload.messages = payload.messages.filter(({ role }) => role !== "user");
      });
    });
    const model = scriptedModel(["One.", "Two."]);
    const engine = await startEngine({ plugins: [forget], model });
    await engine.handleMessage({ text: "First" });
    await engine.handleMessage({ text: "Second" });
    expect(model.requests[1]?.messages.map(({ parts }) => textOf(parts)).slice(1)).toEqual([
      "One.",
      "Second",
    ]);
  });

  test.each<[string, "pre_llm_call" | "post_llm_response", "messages" | "toolCalls", unknown]>([
    ["messages that are none", "pre_llm_call", "messages", "nothing"],
    ["an answer without its call", "pre_llm_call", "messages", [answer("c9")]],
    ["a call without its answer", "post_llm_response", "messages", [asking("c9")]],
    ["a getter that throws", "post_llm_response", "messages", throwing()],
    ["a call without an id", "post_llm_response", "toolCalls", [{ id: "", name: "LS", arguments: "" }]],
    ["a call id used twice", "post_llm_response", "toolCalls", [call("c1"), call("c1")]],
  ])("%s: a warning with the plugin's name, and the old value stays", async (_, point, field, value) => {
    const wrong = plugin("wrong", ({ hooks }) => {
      hooks.register(point, (payload: object) => {
        Object.assign(payload, { [field]: value });
      });
    });
    const engine = await startEngine({ plugins: [wrong], model: scriptedModel(["Yes."]) });
    expect((await engine.handleMessage({ text: "Hello" })).text).toBe("Yes.");
    expect(engine.report().plugins[1]?.problems).toMatchObject([
      { code: "HOOK_FIELD_INVALID", plugin: "wrong" },
    ]);
  });

  test("a callback that throws harms nobody", async () => {
    const trace: string[] = [];
    const broken = plugin("broken", ({ hooks }) => {
      for (const point of TURN_POINTS) {
        hooks.register(point, () => Promise.reject(new Error(point)), 50);
      }
      hooks.register("system_prompt_extend", () => {
        throw null;
      });
    });
    const engine = await startEngine({
      plugins: [broken, tracer(trace)],
      model: scriptedModel([[["LS", {}]], "Done."]),
    });
    const result = await engine.handleMessage({ text: "Hello" });
    expect(result).toMatchObject({ text: "Done.", toolCalls: [{ status: "done" }] });
    expect(trace).toContain("post_tool_execute");
  });
});

test("everything that hooks see is frozen, and carries the turn and its signal", async () => {
  const seen: { point: string; turn: unknown; hasSignal: boolean; isFrozen: boolean }[] = [];
  const watcher = plugin("watcher", ({ hooks }) => {
    for (const point of TURN_POINTS.slice(0, 5)) {
      hooks.register(point, (payload: object) => {
        const { turn, signal, ...rest } = payload as Record<string, unknown>;
        const { registry: _, ...values } = rest;
        const isFrozen = Object.values(values).every(
          (value) => Object.isFrozen(value) || typeof value === "function",
        );
        seen.push({ point, turn, hasSignal: signal instanceof AbortSignal, isFrozen });
      });
    }
  });
  const engine = await startEngine({ plugins: [watcher], model: scriptedModel([[["LS", {}]], "Done."]) });
  const { turnId, sessionId } = await engine.handleMessage({ text: "Hello", userId: "ada", chatId: "home" });
  expect(new Set(seen.map(({ point }) => point)).size).toBe(5);
  for (const entry of seen) {
    expect(entry).toMatchObject({
      turn: { id: turnId, sessionId, chatId: "home", userId: "ada" },
      hasSignal: true,
      isFrozen: true,
    });
  }
});

test("a turn ends when the model calls are used up, and the session stays whole", async () => {
  const model = scriptedModel((request) => (request.messages.length < 20 ? [["LS", {}]] : "Enough."));
  const engine = await startEngine({ model, config: { limits: { max_model_calls: 3 } } });
  const result = await engine.handleMessage({ text: "Go on" });
  expect(result.stopReason).toBe("limit");
  expect(result.text).toContain("3 model calls");
  expect(result.toolCalls).toHaveLength(2);
  await engine.handleMessage({ text: "And?" });
  expect(unanswered(model.requests[3]?.messages ?? [])).toEqual([]);
});

test.each([
  ["an empty text", { text: "" }],
  ["a text of spaces", { text: " \n" }],
  ["no text", {} as never],
  ["nothing", undefined as never],
  ["a session id that is no string", { text: "Hello", sessionId: 7 as never }],
  ["an empty user id", { text: "Hello", userId: "" }],
  ["a signal that is none", { text: "Hello", signal: {} as never }],
])("%s is refused and no turn begins", async (_, message) => {
  const trace: string[] = [];
  const engine = await startEngine({ plugins: [tracer(trace)] });
  await expect(engine.handleMessage(message)).rejects.toThrow(TypeError);
  expect(trace).toEqual([]);
});

test("a caller's signal interrupts the turn; the tool that runs sees it too", async () => {
  const controller = new AbortController();
  let aborted = false;
  const slow = plugin("notes", ({ hooks }) => {
    hooks.register("tool_registry_build", ({ registry }) => {
      registry.register({
        name: "wait",
        schema: { name: "wait", description: "Waits." },
        executor: (_, { signal }) =>
          new Promise(() => {
            signal.addEventListener("abort", () => {
              aborted = true;
            });
            controller.abort();
          }),
      });
    });
  });
  const configDir = await temporaryFolder({ "policies/tools.toml": ALLOW_ALL });
  const model = scriptedModel([
    [
      ["wait", {}],
      ["LS", {}],
    ],
    "Never.",
  ]);
  const engine = await startEngine({ configDir, plugins: [slow], model });
  const result = await engine.handleMessage({ text: "Wait", signal: controller.signal });
  expect(result).toMatchObject({
    stopReason: "interrupted",
    toolCalls: [
      { name: "wait", status: "interrupted", isError: true },
      { name: "LS", status: "interrupted", isError: true },
    ],
  });
  expect(aborted).toBe(true);
  await engine.handleMessage({ text: "And now?" });
  expect(unanswered(model.requests.at(-1)?.messages ?? [])).toEqual([]);
});

test("a hook that never settles does not hold up an interrupted turn", async () => {
  const controller = new AbortController();
  const stuck = plugin("stuck", ({ hooks }) => {
    hooks.register("tool_registry_build", () => {
      queueMicrotask(() => controller.abort());
      return new Promise(() => {});
    });
  });
  const engine = await startEngine({ plugins: [stuck], model: scriptedModel(["Never."]) });
  const result = await engine.handleMessage({ text: "Hello", signal: controller.signal });
  expect(result).toMatchObject({ stopReason: "interrupted", toolCalls: [] });
});

function call(id: string) {
  return { id, name: "LS", arguments: "{}" };
}

function asking(id: string): Message {
  return { role: "assistant", parts: [], toolCalls: [call(id)] };
}

function answer(id: string): Message {
  return { role: "tool", toolCallId: id, toolName: "LS", parts: [], isError: false };
}

function throwing(): unknown {
  return [
    {
      get role(): never {
        throw new Error("no role");
      },
    },
  ];
}

/** The ids of calls that no message answers. */
function unanswered(messages: readonly Message[]): readonly string[] {
  const answered = new Set(
    messages.flatMap((message) => (message.role === "tool" ? [message.toolCallId] : [])),
  );
  return messages
    .flatMap((message) => (message.role === "assistant" ? message.toolCalls.map(({ id }) => id) : []))
    .filter((id) => !answered.has(id));
}
