import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildEngine } from "@asky/engine";
import {
  defineAskyPlugin,
  type HookCallback,
  type HookPoint,
  type JsonObject,
  type ToolRegistry,
  textOf,
  textPart,
} from "@asky/sdk";
import { expect, onTestFinished, test } from "vitest";
import { seenBy, startEngine } from "./engine-host.ts";
import { createMemoryLogger } from "./host.ts";

/** A plugin `notes` with one callback. */
function on<Point extends HookPoint>(point: Point, callback: HookCallback<Point>) {
  return defineAskyPlugin({ name: "notes", activate: ({ hooks }) => void hooks.register(point, callback) });
}

/** A plugin `other` with a tool `echo` that returns its arguments and notes them down. */
function echo(ran: JsonObject[] = []) {
  const add = (registry: ToolRegistry): void => {
    registry.register({
      name: "echo",
      schema: { name: "echo", description: "Repeats.", parameters: { type: "object" } },
      executor: (args) => {
        ran.push(args);
        return { repeated: args };
      },
    });
  };
  return defineAskyPlugin({
    name: "other",
    activate: ({ hooks }) => void hooks.register("tool_registry_build", ({ registry }) => add(registry)),
  });
}

test("asky-4-21: TOOL_REGISTRY_BUILD fires once per turn, when its tools are collected", async () => {
  const modes: string[] = [];
  const { engine, model } = await startEngine({
    plugins: [
      on("tool_registry_build", ({ mode, registry }) => void modes.push(`${mode} ${registry.has("Read")}`)),
      echo(),
    ],
    answers: [[["echo", {}]], "one", "two"],
  });
  await engine.handleMessage({ text: "first" });
  expect(model.requests).toHaveLength(2);
  expect(modes).toEqual(["standard true"]);
  await engine.handleMessage({ text: "second" });
  expect(modes).toHaveLength(2);
  expect(model.requests[2]?.tools.map((tool) => tool.function.name)).toContain("echo");
});

test("asky-4-22: SYSTEM_PROMPT_EXTEND is a chain over the prompt, once per turn, after the tools are known", async () => {
  const trace: string[] = [];
  const plugin = defineAskyPlugin({
    name: "notes",
    activate({ hooks }) {
      hooks.register("system_prompt_extend", (prompt, { sessionId, turn }) => {
        trace.push(`prompt ${sessionId === turn.sessionId}`);
        return `${prompt}\nExtended once.`;
      });
      hooks.register("tool_registry_build", () => void trace.push("tools"));
    },
  });
  const { engine, model } = await startEngine({ plugins: [plugin, echo()], answers: [[["echo", {}]]] });
  await engine.handleMessage({ text: "first" });
  expect(trace).toEqual(["tools", "prompt true"]);
  expect(seenBy(model, 0)[0]).toMatch(/^system: .+\nExtended once\.$/s);
  expect(seenBy(model, 1)[0]).toBe(seenBy(model, 0)[0]);
});

test("asky-4-23: PRE_LLM_CALL fires before each model call and replaces what the model is asked", async () => {
  const turnNumbers: number[] = [];
  const { engine, model } = await startEngine({
    plugins: [
      on("pre_llm_call", (payload) => {
        turnNumbers.push(payload.turnNumber);
        payload.messages = [
          ...payload.messages,
          { role: "user", parts: [textPart(`added ${payload.model}`)] },
        ];
        if (payload.turnNumber === 1) {
          payload.toolSchemas = payload.toolSchemas.filter((tool) => tool.function.name === "echo");
        } else payload.useTools = false;
      }),
      echo(),
    ],
    answers: [[["echo", {}]]],
  });
  await engine.handleMessage({ text: "first" });
  expect(turnNumbers).toEqual([1, 2]);
  expect(seenBy(model, 0).at(-1)).toBe("user: added scripted");
  expect(model.requests[0]?.tools.map((tool) => tool.function.name)).toEqual(["echo"]);
  expect(model.requests[1]?.tools).toEqual([]);
});

test("asky-4-24: POST_LLM_RESPONSE fires after each model call, before tools, and replaces the answer", async () => {
  const ran: JsonObject[] = [];
  const before: number[] = [];
  const { engine } = await startEngine({
    plugins: [
      on("post_llm_response", (payload) => {
        before.push(ran.length);
        if (payload.turnNumber === 1) {
          payload.toolCalls = payload.toolCalls.map((call) => ({
            ...call,
            arguments: '{"text":"replaced"}',
          }));
        } else payload.message = { ...payload.message, parts: [textPart("replaced answer")] };
      }),
      echo(ran),
    ],
    answers: [[["echo", { text: "asked" }]], "answer"],
  });
  const { text } = await engine.handleMessage({ text: "first" });
  expect(before).toEqual([0, 1]);
  expect(ran).toEqual([{ text: "replaced" }]);
  expect(text).toBe("replaced answer");
});

test("asky-4-25: PRE_TOOL_EXECUTE comes before the gate, which judges what the callback made of the call", async () => {
  const { engine, directory, audit } = await startEngine({
    plugins: [
      on("pre_tool_execute", (payload) => {
        const { file_path: path } = payload.args;
        if (path === "outside.txt") payload.args = { file_path: "../../outside.txt" };
        if (path === "answered.txt") payload.result = { parts: [textPart("answered")], isError: false };
        if (path === "denied.txt") payload.deny("not today");
      }),
    ],
    answers: [
      ["plain.txt", "outside.txt", "answered.txt", "denied.txt"].map(
        (path) => ["Read", { file_path: path }] as const,
      ),
    ],
  });
  for (const name of ["plain.txt", "outside.txt", "answered.txt", "denied.txt"]) {
    writeFileSync(join(directory, name), "contents");
  }
  const { toolCalls } = await engine.handleMessage({ text: "read" });
  expect(toolCalls.map(({ status }) => status)).toEqual(["done", "denied", "short_circuited", "denied"]);
  expect(toolCalls[2]?.text).toBe("answered");
  expect(toolCalls[3]).toMatchObject({ plugin: "notes", reason: expect.stringContaining("not today") });
  expect(audit().filter(({ tool_input: input }) => input !== undefined)).toHaveLength(3);
});

test("asky-4-26: POST_TOOL_EXECUTE comes after a tool ran or failed, never after a denial, and replaces the result", async () => {
  const seen: string[] = [];
  const { engine, directory, model } = await startEngine({
    plugins: [
      on("post_tool_execute", (payload) => {
        seen.push(`${payload.args.file_path} ${payload.result.isError} ${payload.executionTimeMs >= 0}`);
        payload.result = {
          ...payload.result,
          parts: [textPart(`replaced ${textOf(payload.result.parts).length > 0}`)],
        };
      }),
    ],
    answers: [
      ["plain.txt", "absent.txt", "../outside.txt"].map((path) => ["Read", { file_path: path }] as const),
    ],
  });
  writeFileSync(join(directory, "plain.txt"), "contents");
  await engine.handleMessage({ text: "read" });
  expect(seen).toEqual(["plain.txt false true", "absent.txt true true"]);
  const answers = seenBy(model, 1).filter((message) => message.startsWith("tool: "));
  expect(answers.slice(0, 2)).toEqual(["tool: replaced true", "tool: replaced true"]);
  expect(answers[2]).not.toContain("replaced");
});

test("asky-4-27: DAEMON_SERVER_REGISTER fires once, when the daemon collects its servers", async () => {
  const seen: boolean[] = [];
  const { engine } = await startEngine({
    plugins: [
      on(
        "daemon_server_register",
        ({ daemonService }) => void seen.push(daemonService.serverNames.length === 0),
      ),
    ],
  });
  await engine.handleMessage({ text: "first" });
  expect(seen).toEqual([]);
  await engine.serve();
  expect(seen).toEqual([true]);
});

test("asky-4-28: CONFIG_LOADED fires once, after activation, with the frozen configuration", async () => {
  const seen: unknown[] = [];
  const { engine } = await startEngine({
    plugins: [
      on("config_loaded", ({ config }) => {
        const audit = config.audit as { directory?: string };
        seen.push(config.shop, Object.isFrozen(config), Object.isFrozen(audit), typeof audit.directory);
      }),
    ],
    config: { shop: { open: true } },
  });
  await engine.handleMessage({ text: "first" });
  expect(seen).toEqual([{ open: true }, true, true, "string"]);
});

test("asky-4-29: SESSION_START fires when a session is created, not on its later turns", async () => {
  const seen: unknown[] = [];
  const { engine } = await startEngine({
    plugins: [
      on(
        "session_start",
        ({ sessionId, isNew, researchMode }) => void seen.push([sessionId, isNew, researchMode]),
      ),
    ],
  });
  await engine.handleMessage({ text: "first", sessionId: "s1" });
  await engine.handleMessage({ text: "second", sessionId: "s1" });
  await engine.handleMessage({ text: "third", sessionId: "s2" });
  expect(seen).toEqual([
    ["s1", true, false],
    ["s2", true, false],
  ]);
});

test("asky-4-30: SESSION_END fires when a session closes", async () => {
  const seen: string[] = [];
  const { engine } = await startEngine({
    plugins: [on("session_end", ({ sessionId }) => void seen.push(sessionId))],
  });
  await engine.handleMessage({ text: "first", sessionId: "s1" });
  await engine.handleMessage({ text: "second", sessionId: "s2" });
  expect(seen).toEqual([]);
  await engine.endSession("s1");
  expect(seen).toEqual(["s1"]);
  await engine.shutdown();
  expect(seen).toEqual(["s1", "s2"]);
});

test("asky-4-31: PRE_PRELOAD fires before local sources are read, and chooses what is looked for and where", async () => {
  const seen: unknown[] = [];
  const { engine, model, directory } = await startEngine({
    plugins: [
      on("pre_preload", (payload) => {
        const { queryText, extraSources, sessionId, turn, config, researchMode } = payload;
        seen.push([queryText, extraSources, sessionId === turn.sessionId, typeof config, researchMode]);
        payload.queryText = "herons";
        payload.extraSources = ["birds.md"];
      }),
    ],
  });
  writeFileSync(join(directory, "birds.md"), "# Birds\n\nHerons stand in the river.\n");
  await engine.handleMessage({ text: "What about otters?" });
  expect(seen).toEqual([["What about otters?", [], true, "object", false]]);
  expect(JSON.stringify(model.requests[0]?.messages)).toContain("Herons stand in the river.");
});

test("asky-4-32: POST_PRELOAD fires after local sources were read, and adds context", async () => {
  const seen: unknown[] = [];
  const { engine, model, directory } = await startEngine({
    config: { preload: { sources: ["birds.md"] } },
    plugins: [
      on("post_preload", (payload) => {
        seen.push(payload.preloadResult, payload.extraContext);
        payload.extraContext = "It is spring.";
      }),
    ],
  });
  writeFileSync(join(directory, "birds.md"), "# Birds\n\nHerons stand in the river.\n");
  await engine.handleMessage({ text: "Where are the herons?" });
  expect(seen).toEqual([
    {
      queryText: "Where are the herons?",
      excerpts: [{ source: "birds.md:1", text: expect.stringContaining("Herons stand in the river.") }],
    },
    "",
  ]);
  expect(JSON.stringify(model.requests[0]?.messages)).toContain("It is spring.");
});

test("asky-4-33: SESSION_START fires with isNew false when a session is resumed that an earlier process had opened", async () => {
  const seen: unknown[] = [];
  const plugin = on("session_start", ({ sessionId, isNew }) => void seen.push([sessionId, isNew]));
  const first = await startEngine({ plugins: [plugin] });
  const { sessionId } = await first.engine.handleMessage({ text: "first" });
  await first.engine.shutdown();
  const { configDir } = first;
  const second = buildEngine({
    configDir,
    plugins: [plugin],
    model: first.model,
    logger: createMemoryLogger(),
  });
  onTestFinished(async () => void (await second.shutdown()));
  await second.startup();
  const answer = await second.handleMessage({ text: "second" });
  expect(answer.sessionId).toBe(sessionId);
  expect(seen).toEqual([
    [sessionId, true],
    [sessionId, false],
  ]);
  expect(seenBy(first.model, 1)).toEqual(expect.arrayContaining(["user: first", "user: second"]));
});
