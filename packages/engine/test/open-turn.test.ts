import { createManualClock } from "@asky/manager/testing";
import {
  type AskyPluginContext,
  defineAskyPlugin,
  type HookPoint,
  MESSAGE_IN,
  MESSAGE_OUT,
  PRE_LLM_CALL,
  TOOL_ALLOWED,
  TOOL_GATED,
  type ToolCall,
  textOf,
} from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { makeEngine, startEngine } from "./running-engine.ts";
import { scriptedModel } from "./scripted-model.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const ALLOW = '[[rule]]\nname = "all"\ntools = ["Read", "Roll", "notes:*"]\naction = "allow"\n';

const parameters = { type: "object", properties: { text: { type: "string" } }, required: ["text"] };

function plugin(name: string, activate: (context: AskyPluginContext) => void) {
  return defineAskyPlugin({ name, activate });
}

/** The tool `note` of the plugin `notes`, which ends when it is told to. */
function notes(run: (text: string, signal: AbortSignal) => unknown = (text) => `Kept ${text}.`) {
  return plugin("notes", ({ hooks }) => {
    hooks.register("tool_registry_build", ({ registry }) => {
      registry.register({
        name: "note",
        schema: { name: "note", description: "Keeps a note.", parameters },
        executor: ({ text }, { signal }) => run(String(text), signal) as never,
      });
    });
    hooks.register("system_prompt_extend", (prompt) => `${prompt} Keep notes.`);
  });
}

const call = (args: object = { text: "milk" }, name = "note"): ToolCall => ({
  id: "k1",
  name,
  arguments: JSON.stringify(args),
});

async function allowing(files: Readonly<Record<string, string>> = {}): Promise<string> {
  return temporaryFolder({ ...files, "policies/tools.toml": ALLOW });
}

const loop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a turn whose model the caller drives", () => {
  test("has the host's tools and the plugins', and takes calls the way of the engine's own turns", async () => {
    const trace: string[] = [];
    const points = ["session_start", "tool_registry_build", "pre_tool_execute", "post_tool_execute"] as const;
    const tracer = plugin("tracer", ({ hooks, eventBus }) => {
      for (const point of points as readonly HookPoint[]) hooks.register(point, () => void trace.push(point));
      for (const name of [MESSAGE_IN, MESSAGE_OUT, TOOL_GATED, TOOL_ALLOWED] as const)
        eventBus.subscribe(name, () => void trace.push(name));
    });
    const model = scriptedModel([[["note", { text: "milk" }]], "Kept."]);
    const engine = await startEngine({ configDir: await allowing(), plugins: [tracer, notes()], model });
    const turn = await engine.openTurn({ sessionId: "one", userId: "ada", turnId: "t1" });
    const { report, result } = await turn.dispatch(call());
    turn.close();
    await loop();

    expect(turn.info).toEqual({ id: "t1", sessionId: "one", chatId: "local", userId: "ada" });
    expect(turn.registry.getToolNames()).toEqual(expect.arrayContaining(["Read", "Now", "note"]));
    expect(textOf(result.parts)).toBe("Kept milk.");
    expect(trace).toEqual([
      "session_start",
      "tool_registry_build",
      "pre_tool_execute",
      "tool.gated",
      "tool.allowed",
      "post_tool_execute",
    ]);
    const { toolCalls } = await engine.handleMessage({ text: "Milk!", sessionId: "two" });
    expect(toolCalls).toEqual([{ ...report, id: "c1" }]);
  });

  test("has the prompt of plugins over the engine's own or the caller's", async () => {
    const engine = await startEngine({ plugins: [notes()] });
    const turn = await engine.openTurn();
    expect(await turn.systemPrompt("You are brief.")).toBe("You are brief. Keep notes.");
    expect(await turn.systemPrompt()).toMatch(/^You answer questions with the tools.* Keep notes\.$/s);
    turn.close();
  });

  test("takes tools of the caller's own, which pass the gate as the host's", async () => {
    const engine = await startEngine({ configDir: await allowing() });
    const turn = await engine.openTurn();
    const rolled: unknown[] = [];
    for (const name of ["Roll", "Launch"]) {
      const schema = { name, description: "Does it.", parameters };
      turn.registry.register({ name, schema, executor: ({ text }) => `${rolled.push(text)}` });
    }
    const done = await turn.dispatch(call({ text: "a six" }, "Roll"));
    const denied = await turn.dispatch(call({ text: "all" }, "Launch"));
    turn.close();
    expect(done.report).toMatchObject({ status: "done", origin: "host", isError: false });
    expect(denied.report).toMatchObject({ status: "denied", isError: true });
    expect(denied.result.isError).toBe(true);
    expect(rolled).toEqual(["a six"]);
  });

  test("answers whatever a model calls a call", async () => {
    const engine = await startEngine({ configDir: await allowing(), plugins: [notes()] });
    const turn = await engine.openTurn();
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error("Nobody reads this call.");
        },
      },
    );
    const hostile = [null, 42, trap, { id: "k1", name: "note", arguments: { text: "milk" } }, {}];
    for (const value of hostile) {
      const { report, result } = await turn.dispatch(value as never);
      expect(report).toMatchObject({ id: "", name: "", status: "invalid", isError: true });
      expect(result.isError).toBe(true);
    }
    for (const text of ["no JSON", "[]", '{"text":42}']) {
      const { report } = await turn.dispatch({ id: "k1", name: "note", arguments: text });
      expect(report).toMatchObject({ id: "k1", name: "note", status: "invalid" });
    }
    turn.close();
  });

  test("works where it is told to, and nowhere else", async () => {
    const configDir = await allowing({ "work/a.txt": "first", "b.txt": "second" });
    const engine = await startEngine({ configDir });
    const turn = await engine.openTurn({ directory: "work" });
    const inside = await turn.dispatch(call({ file_path: "a.txt" }, "Read"));
    const outside = await turn.dispatch(call({ file_path: "../b.txt" }, "Read"));
    turn.close();
    expect(inside.report).toMatchObject({ status: "done", text: "1\tfirst" });
    expect(outside.report).toMatchObject({ status: "denied" });
  });
});

describe("the session of such a turn", () => {
  test("starts once, belongs to one turn at a time, and ends after it", async () => {
    const trace: string[] = [];
    const tracer = plugin("tracer", ({ hooks }) => {
      hooks.register("session_start", ({ sessionId }) => void trace.push(`start ${sessionId}`));
      hooks.register("session_end", ({ sessionId }) => void trace.push(`end ${sessionId}`));
      hooks.register("pre_llm_call", () => void trace.push("message"));
    });
    const engine = await startEngine({ plugins: [tracer], model: scriptedModel(["Yes."]) });
    const first = await engine.openTurn({ sessionId: "one" });
    const other = await engine.openTurn({ sessionId: "two" });
    const second = engine.openTurn({ sessionId: "one" }).then((turn) => {
      trace.push("second turn");
      return turn;
    });
    const message = engine.handleMessage({ text: "Hello", sessionId: "one" });
    const end = engine.endSession("one");
    await loop();
    expect(trace).toEqual(["start one", "start two"]);
    first.close();
    first.close();
    (await second).close();
    await message;
    expect(await end).toBe(true);
    expect(trace).toEqual(["start one", "start two", "second turn", "message", "end one"]);
    other.close();
  });

  test("is not opened by a turn that is interrupted while it waits", async () => {
    const engine = await startEngine();
    const first = await engine.openTurn({ sessionId: "one" });
    const caller = new AbortController();
    const waiting = engine.openTurn({ sessionId: "one", signal: caller.signal });
    caller.abort(new Error("Never mind."));
    await expect(waiting).rejects.toThrow("Never mind.");
    first.close();
    const third = await engine.openTurn({ sessionId: "one" });
    expect(third.signal.aborted).toBe(false);
    third.close();
    const gone = engine.openTurn({ sessionId: "two", signal: AbortSignal.abort(new Error("Gone.")) });
    await expect(gone).rejects.toThrow("Gone.");
    expect(await engine.endSession("two")).toBe(false);
  });

  test("goes to the next one when a plugin never ends its part of the opening and the caller gives up", async () => {
    let calls = 0;
    const hanging = plugin("hanging", ({ hooks }) => {
      hooks.register("tool_registry_build", () => {
        calls += 1;
        return calls === 1 ? new Promise(() => {}) : undefined;
      });
    });
    const engine = await startEngine({ plugins: [hanging] });
    const caller = new AbortController();
    const stuck = engine.openTurn({ sessionId: "one", signal: caller.signal });
    while (calls === 0) await loop();
    caller.abort(new Error("Too slow."));
    await expect(stuck).rejects.toThrow("Too slow.");
    (await engine.openTurn({ sessionId: "one" })).close();
    expect(calls).toBe(2);
  });
});

describe("the end of such a turn", () => {
  test.each([
    ["its caller closes it", async (close: () => void) => close()],
    ["its caller's signal aborts", async (_close: () => void, caller: AbortController) => caller.abort()],
    [
      "the engine shuts down",
      async (_close: () => void, _caller: AbortController, stop: () => Promise<unknown>) => {
        expect(await stop()).toHaveProperty("steps.0.name", "1");
      },
    ],
  ])("comes when %s: what runs is interrupted, and nothing runs afterwards", async (_when, end) => {
    const runs: AbortSignal[] = [];
    const endless = notes((_text, signal) => new Promise(() => void runs.push(signal)));
    const engine = await startEngine({ configDir: await allowing(), plugins: [endless] });
    const caller = new AbortController();
    const turn = await engine.openTurn({ sessionId: "one", signal: caller.signal });
    const running = turn.dispatch(call());
    while (runs.length === 0) await loop();
    await end(turn.close, caller, () => engine.shutdown());
    const { report, result } = await running;
    expect(report).toMatchObject({ id: "k1", status: "interrupted", args: { text: "milk" }, isError: true });
    expect(result.isError).toBe(true);
    expect([turn.signal.aborted, runs[0]?.aborted]).toEqual([true, true]);
    expect((await turn.dispatch(call())).report.status).toBe("interrupted");
    await expect(turn.systemPrompt()).rejects.toBe(turn.signal.reason);
    expect(runs).toHaveLength(1);
  });

  test("waits for nobody when the engine shuts down: open and waiting turns both end", async () => {
    const engine = await startEngine();
    await engine.openTurn({ sessionId: "one" });
    const waiting = engine.openTurn({ sessionId: "one" });
    const refused = expect(waiting).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
    expect((await engine.shutdown()).steps[0]).toMatchObject({ kind: "turns", name: "2" });
    await refused;
  });
});

describe("an engine", () => {
  test("opens turns while it runs, and only then", async () => {
    const engine = await makeEngine();
    await expect(engine.openTurn()).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
    await engine.startup();
    for (const key of ["userId", "chatId", "sessionId", "directory", "turnId", "signal"]) {
      await expect(engine.openTurn({ [key]: 42 })).rejects.toThrow(`"${key}" of openTurn()`);
    }
    await engine.shutdown();
    await expect(engine.openTurn()).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
  });

  test("shows its hooks from the start-up on, for callers that fire points of their own loop", async () => {
    const seen: string[] = [];
    const listener = plugin("listener", ({ hooks }) => {
      hooks.register(PRE_LLM_CALL, (payload) => {
        seen.push(payload.model);
        payload.useTools = false;
      });
    });
    const engine = await makeEngine({ plugins: [listener] });
    expect(() => engine.hooks).toThrow(expect.objectContaining({ code: "LIFECYCLE_ORDER" }));
    await engine.startup();
    expect(engine.hooks.isFrozen).toBe(true);
    const turn = await engine.openTurn();
    let useTools = true;
    const view = { turn: turn.info, signal: turn.signal, turnNumber: 1, model: "mine", messages: [] };
    await engine.hooks.invokeEach(
      PRE_LLM_CALL,
      () => ({ ...view, useTools, toolSchemas: turn.registry.getSchemas() }),
      (replaced) => {
        useTools = replaced.useTools ?? useTools;
      },
    );
    turn.close();
    expect([seen, useTools]).toEqual([["mine"], false]);
  });

  test("takes the time for deadlines from the clock that it is given", async () => {
    const clock = createManualClock();
    const stuck = plugin("stuck", ({ hooks }) => {
      hooks.register("session_start", () => new Promise(() => {}));
    });
    const engine = await startEngine({ clock, plugins: [stuck] });
    const opening = engine.openTurn();
    while (clock.pending === 0) await loop();
    await clock.advance(30_000);
    (await opening).close();
    expect(engine.report().plugins.at(-1)).toMatchObject({
      name: "stuck",
      problems: [{ code: "CALLBACK_TIMED_OUT" }],
    });
  });
});
