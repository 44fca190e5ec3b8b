import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHookRegistry, type PassedPlugin, PluginManager } from "@asky/manager";
import { createManualClock } from "@asky/manager/testing";
import {
  type AskyPluginContext,
  createEvent,
  defineAskyPlugin,
  defineTetherPlugin,
  type PreToolExecutePayload,
  type Problem,
  textPart,
} from "@asky/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

declare module "@asky/sdk" {
  interface EventMap {
    "probe.ping": { readonly n: number };
  }
}

const MINUTE = 60_000;
const never = () => new Promise<never>(() => {});
const turn = { id: "t1", sessionId: "s1", chatId: "c1", userId: "u1" };
const sessionEnd = Object.freeze({ sessionId: "s1" });

function setUp() {
  const problems: Problem[] = [];
  const clock = createManualClock();
  const hooks = createHookRegistry({ report: (problem) => problems.push(problem), clock });
  return { hooks, clock, problems, codes: () => problems.map(({ code }) => code) };
}

function toolCall() {
  const denials: string[] = [];
  const merged: unknown[] = [];
  const outer = new AbortController();
  const view = () => ({
    turn,
    signal: outer.signal,
    call: { id: "k1", name: "Read", arguments: "{}" },
    toolName: "Read",
    args: {},
    result: undefined,
    deny: (reason: string) => void denials.push(reason),
  });
  return { view, merge: (replaced: object) => void merged.push(replaced), denials, merged, outer };
}

describe("a callback's deadline", () => {
  test("is thirty seconds; the others then run and the host goes on", async () => {
    const { hooks, clock, problems } = setUp();
    let reached = false;
    hooks.register("session_end", never, { plugin: "hanging" });
    hooks.register(
      "session_end",
      () => {
        reached = true;
      },
      { plugin: "healthy", priority: 200 },
    );
    const done = Promise.resolve(hooks.invoke("session_end", sessionEnd));
    await clock.advance(29_999);
    expect(reached).toBe(false);
    await clock.advance(1);
    await done;
    expect(reached).toBe(true);
    expect(problems).toMatchObject([{ code: "CALLBACK_TIMED_OUT", plugin: "hanging", severity: "warning" }]);
    expect(clock.pending).toBe(0);
  });

  test("can be set, and 0 means none", async () => {
    const { hooks, clock, codes } = setUp();
    hooks.register("session_end", never, { timeoutMs: 5, plugin: "short" });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    hooks.register("session_end", () => released, { timeoutMs: 0, plugin: "unhurried" });
    const done = Promise.resolve(hooks.invoke("session_end", sessionEnd));
    await clock.advance(24 * 60 * MINUTE);
    expect(codes()).toEqual(["CALLBACK_TIMED_OUT"]);
    release();
    await done;
  });

  test("arms no timer for a callback that returns no promise", () => {
    const { hooks, clock } = setUp();
    hooks.register("session_end", () => "done");
    hooks.invoke("session_end", sessionEnd);
    expect(clock.pending).toBe(0);
  });

  test("in a chain leaves the value, and what comes late reaches nobody", async () => {
    const { hooks, clock, codes } = setUp();
    const late: ((value: string) => void)[] = [];
    hooks.register("system_prompt_extend", () => new Promise((resolve) => late.push(resolve)), {
      plugin: "slow",
    });
    hooks.register("system_prompt_extend", (prompt) => `${prompt}!`, 200);
    const context = { config: {}, sessionId: "s1", turn, signal: new AbortController().signal };
    const done = Promise.resolve(hooks.invokeChain("system_prompt_extend", "base", context));
    await clock.advance(30_000);
    expect(await done).toBe("base!");
    late[0]?.("hijacked");
    await clock.advance(0);
    expect(codes()).toEqual(["CALLBACK_TIMED_OUT", "SETTLED_LATE"]);
  });

  test("fences the call: its signal aborts, its changes are lost, and deny is refused", async () => {
    const { hooks, clock, problems } = setUp();
    const { view, merge, denials, merged, outer } = toolCall();
    let payload: PreToolExecutePayload | undefined;
    let reason: unknown;
    hooks.register(
      "pre_tool_execute",
      (given) => {
        payload = given;
        given.signal.addEventListener("abort", () => {
          reason = given.signal.reason;
        });
        return never();
      },
      { plugin: "slow" },
    );
    const done = Promise.resolve(hooks.invokeEach("pre_tool_execute", view, merge));
    await clock.advance(30_000);
    await done;
    if (payload) payload.args = { hijacked: true };
    if (payload) payload.result = { parts: [textPart("hijacked")], isError: false };
    expect(() => payload?.deny("late")).toThrow(
      expect.objectContaining({ code: "PLUGIN_FENCED", plugin: "slow" }),
    );
    expect(reason).toMatchObject({ code: "PLUGIN_FENCED" });
    expect([denials, merged, outer.signal.aborted]).toEqual([[], [], false]);
    expect(problems).toMatchObject([
      { code: "CALLBACK_TIMED_OUT" },
      {
        severity: "warning",
        code: "PLUGIN_FENCED",
        phase: "serve",
        plugin: "slow",
        message: '"slow" called deny() after its deadline; nothing was done.',
        hint: expect.stringContaining("signal"),
      },
    ]);
  });

  test("does not abort the signal of a call that finished in time; the turn's end does", async () => {
    const { hooks, clock } = setUp();
    const { view, merge, outer } = toolCall();
    let signal: AbortSignal | undefined;
    hooks.register("pre_tool_execute", async (payload) => {
      signal = payload.signal;
    });
    await hooks.invokeEach("pre_tool_execute", view, merge);
    await clock.advance(MINUTE);
    expect(signal?.aborted).toBe(false);
    outer.abort();
    expect(signal?.aborted).toBe(true);
  });

  test("makes a rejection that comes late an entry of the report and no unhandled rejection", async () => {
    const { hooks, clock, problems } = setUp();
    const late: ((error: unknown) => void)[] = [];
    hooks.register("session_end", () => new Promise((_, reject) => late.push(reject)), { plugin: "slow" });
    const done = Promise.resolve(hooks.invoke("session_end", sessionEnd));
    await clock.advance(30_000);
    await done;
    late[0]?.(new Error("too late"));
    await clock.advance(0);
    expect(problems[1]).toMatchObject({ code: "SETTLED_LATE", plugin: "slow", causes: ["too late"] });
  });
});

describe("a breaker", () => {
  const failing = (count: { calls: number }) => () => {
    count.calls += 1;
    throw new Error("boom");
  };

  test("skips a callback after three failures in five minutes and tries it again a minute later", async () => {
    const { hooks, clock, codes } = setUp();
    const count = { calls: 0 };
    hooks.register("session_end", failing(count), { plugin: "bad" });
    const fire = () => hooks.invoke("session_end", sessionEnd);
    for (let round = 0; round < 10; round++) fire();
    expect(count.calls).toBe(3);
    expect(codes()).toEqual([...Array(3).fill("CALLBACK_FAILED"), "BREAKER_OPEN"]);
    await clock.advance(MINUTE - 1);
    fire();
    expect(count.calls).toBe(3);
    await clock.advance(1);
    fire();
    fire();
    expect(count.calls).toBe(4);
    await clock.advance(MINUTE);
    fire();
    expect(count.calls).toBe(5);
  });

  test("closes after a trial that goes well, and counts anew", async () => {
    const { hooks, clock, codes } = setUp();
    let isBroken = true;
    let calls = 0;
    hooks.register(
      "session_end",
      async () => {
        calls += 1;
        if (isBroken) throw new Error("boom");
      },
      { plugin: "bad" },
    );
    const fire = () => hooks.invoke("session_end", sessionEnd);
    for (let round = 0; round < 3; round++) await fire();
    isBroken = false;
    await clock.advance(MINUTE);
    for (let round = 0; round < 4; round++) await fire();
    expect(calls).toBe(7);
    isBroken = true;
    await fire();
    await fire();
    expect(codes().filter((code) => code === "BREAKER_OPEN")).toHaveLength(1);
    await fire();
    expect(codes().filter((code) => code === "BREAKER_OPEN")).toHaveLength(2);
  });

  test("forgets failures that are older than five minutes", async () => {
    const { hooks, clock, codes } = setUp();
    hooks.register("session_end", failing({ calls: 0 }), { plugin: "bad" });
    for (let round = 0; round < 10; round++) {
      hooks.invoke("session_end", sessionEnd);
      await clock.advance(3 * MINUTE);
    }
    expect(codes()).not.toContain("BREAKER_OPEN");
  });

  test("counts expiries like failures, and opens for that callback alone", async () => {
    const { hooks, clock, codes } = setUp();
    let healthy = 0;
    hooks.register("session_end", never, { plugin: "p", timeoutMs: 10 });
    hooks.register(
      "session_end",
      () => {
        healthy += 1;
      },
      { plugin: "p" },
    );
    for (let round = 0; round < 4; round++) {
      const done = Promise.resolve(hooks.invoke("session_end", sessionEnd));
      await clock.advance(10);
      await done;
    }
    expect(healthy).toBe(4);
    expect(codes()).toEqual([...Array(3).fill("CALLBACK_TIMED_OUT"), "BREAKER_OPEN"]);
  });

  test("lets one call through for the trial, not all that come meanwhile", async () => {
    const { hooks, clock } = setUp();
    const started: (() => void)[] = [];
    let mode: "fail" | "wait" = "fail";
    hooks.register("session_end", () => {
      if (mode === "fail") throw new Error("boom");
      return new Promise<void>((resolve) => started.push(resolve));
    });
    const fire = () => Promise.resolve(hooks.invoke("session_end", sessionEnd));
    for (let round = 0; round < 3; round++) await fire();
    mode = "wait";
    await clock.advance(MINUTE);
    const trial = fire();
    await fire();
    await fire();
    expect(started).toHaveLength(1);
    started[0]?.();
    await trial;
    const after = fire();
    expect(started).toHaveLength(2);
    started[1]?.();
    await after;
  });
});

describe("a guard", () => {
  test.each([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
      "failed",
    ],
    ["rejects", () => Promise.reject(new Error("boom")), "failed"],
    ["hangs", never, "did not answer in time"],
  ])("that %s denies", async (_, callback, said) => {
    const { hooks, clock } = setUp();
    const { view, merge, denials } = toolCall();
    hooks.register("pre_tool_execute", callback, { guard: true, plugin: "watchman" });
    const done = Promise.resolve(hooks.invokeEach("pre_tool_execute", view, merge));
    await clock.advance(30_000);
    await done;
    expect(denials).toHaveLength(1);
    expect(denials[0]).toContain('"watchman"');
    expect(denials[0]).toContain(said);
  });

  test("whose breaker is open denies every call, until it works again", async () => {
    const clock = createManualClock();
    const outcomes: string[] = [];
    const hooks = createHookRegistry({ clock, record: ({ outcome }) => outcomes.push(outcome) });
    let isBroken = true;
    hooks.register(
      "pre_tool_execute",
      () => {
        if (isBroken) throw new Error("boom");
      },
      { guard: true, plugin: "watchman" },
    );
    const call = async () => {
      const { view, merge, denials } = toolCall();
      await hooks.invokeEach("pre_tool_execute", view, merge);
      return denials.length;
    };
    expect([await call(), await call(), await call()]).toEqual([1, 1, 1]);
    isBroken = false;
    expect(await call()).toBe(1);
    await clock.advance(MINUTE);
    expect([await call(), await call()]).toEqual([0, 0]);
    expect(outcomes).toEqual(["failed", "failed", "failed", "skipped", "ok", "ok"]);
  });

  test("that is content denies nothing, and a callback that is no guard never denies by failing", async () => {
    const { hooks } = setUp();
    const { view, merge, denials } = toolCall();
    hooks.register("pre_tool_execute", () => {}, { guard: true });
    hooks.register("pre_tool_execute", () => {
      throw new Error("boom");
    });
    await hooks.invokeEach("pre_tool_execute", view, merge);
    expect(denials).toEqual([]);
  });

  test("can stand on pre_tool_execute only", () => {
    const { hooks } = setUp();
    const register = () => hooks.register("session_end", () => {}, { guard: true });
    expect(register).toThrow(expect.objectContaining({ code: "HOOK_OPTIONS_INVALID" }));
  });
});

describe("a record of invocations", () => {
  test("has one entry for each call, with outcome and what was replaced", async () => {
    const records: unknown[] = [];
    const clock = createManualClock();
    const hooks = createHookRegistry({ clock, record: (one) => records.push(one) });
    const { view, merge } = toolCall();
    hooks.register(
      "pre_tool_execute",
      function rewrite(payload) {
        payload.args = { n: 1 };
      },
      { plugin: "a" },
    );
    hooks.register(
      "pre_tool_execute",
      () => {
        throw new Error("boom");
      },
      { plugin: "b" },
    );
    hooks.register("pre_tool_execute", never, { plugin: "c", timeoutMs: 5 });
    hooks.register("session_end", () => {}, { plugin: "d" });
    hooks.register("system_prompt_extend", (prompt) => `${prompt}!`, { plugin: "e" });
    const done = Promise.resolve(hooks.invokeEach("pre_tool_execute", view, merge));
    await clock.advance(5);
    await done;
    hooks.invoke("session_end", sessionEnd);
    hooks.invokeChain("system_prompt_extend", "base", {
      config: {},
      sessionId: "s1",
      turn,
      signal: new AbortController().signal,
    });
    expect(records).toMatchObject([
      {
        plugin: "a",
        point: "pre_tool_execute",
        callback: "rewrite",
        turn,
        outcome: "ok",
        before: { args: {} },
        after: { args: { n: 1 } },
      },
      { plugin: "b", outcome: "failed", error: new Error("boom") },
      { plugin: "c", outcome: "timed_out" },
      { plugin: "d", point: "session_end", outcome: "ok" },
      { plugin: "e", turn, outcome: "ok", before: "base", after: "base!" },
    ]);
  });
});

describe("in a manager", () => {
  let configDir: string;
  beforeEach(async () => {
    configDir = await mkdtemp(join(tmpdir(), "asky-deadlines-"));
  });
  afterEach(() => rm(configDir, { recursive: true, force: true }));

  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  function managerOf(...plugins: PassedPlugin[]) {
    const clock = createManualClock();
    const entries = plugins.map((plugin) => ({ plugin, onFailure: "isolate" as const }));
    return { clock, manager: new PluginManager({}, configDir, { plugins: entries, logger: silent, clock }) };
  }
  /** Lets real files take the time that they need, and time itself pass only while a plugin is waited for. */
  async function patiently(work: Promise<void>, clock: ReturnType<typeof createManualClock>) {
    let isDone = false;
    void work.then(() => {
      isDone = true;
    });
    while (!isDone) await clock.advance(clock.pending > 0 ? 30_000 : 0);
  }
  const asky = (
    name: string,
    activate: (context: AskyPluginContext) => void | Promise<void>,
    deactivate = () => {},
  ) => defineAskyPlugin({ name, activate, deactivate });

  test("a plugin that never activates is failed, rolled back and fenced; the others start", async () => {
    let context: AskyPluginContext | undefined;
    const { manager, clock } = managerOf(
      asky("stuck", (given) => {
        context = given;
        given.hooks.register("session_end", () => {});
        return never();
      }),
      asky("fine", () => {}),
    );
    await manager.discoverAndLoad();
    await patiently(manager.activateAll(), clock);
    expect(manager.report().plugins).toMatchObject([
      { name: "stuck", state: "failed", hooks: [], problems: [{ code: "PLUGIN_TIMED_OUT", phase: "init" }] },
      { name: "fine", state: "active" },
    ]);
    expect(context?.signal.aborted).toBe(true);
    expect(() => context?.hooks.register("session_end", () => {})).toThrow(
      expect.objectContaining({ code: "PLUGIN_FENCED" }),
    );
  });

  test("a step that ends after all is reported by its name, and changes nothing", async () => {
    let finish = () => {};
    const { manager, clock } = managerOf(
      asky("slow", () => new Promise<void>((resolve) => (finish = resolve))),
    );
    await manager.discoverAndLoad();
    await patiently(manager.activateAll(), clock);
    finish();
    await clock.advance(0);
    expect(manager.report().plugins).toMatchObject([
      {
        state: "failed",
        problems: [
          { code: "PLUGIN_TIMED_OUT" },
          { code: "SETTLED_LATE", message: expect.stringContaining('The activate() of "slow"') },
        ],
      },
    ]);
  });

  test("a plugin passed in code has a limit of its own where its host sets one", async () => {
    const callbacks: string[] = [];
    const clock = createManualClock();
    const short = asky("short", ({ hooks }) => void hooks.register("session_end", never, { timeoutMs: 50 }));
    const manager = new PluginManager({}, configDir, {
      plugins: [
        { plugin: asky("stuck", never), onFailure: "isolate", timeoutMs: 20 },
        { plugin: short, timeoutMs: 7 },
        asky("patient", ({ hooks }) => {
          hooks.register("session_end", () => void callbacks.push("patient"), 200);
        }),
      ],
      logger: silent,
      clock,
    });
    await manager.discoverAndLoad();
    const activated = manager.activateAll();
    while (clock.pending === 0) await new Promise(setImmediate);
    await clock.advance(20);
    await activated;
    const done = Promise.resolve(manager.hookRegistry.invoke("session_end", sessionEnd));
    await clock.advance(6);
    expect(callbacks).toEqual([]);
    await clock.advance(1);
    await done;
    expect(callbacks).toEqual(["patient"]);
    expect(manager.report().plugins.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual([
      "PLUGIN_TIMED_OUT",
      "CALLBACK_TIMED_OUT",
    ]);
  });

  test("neither start, stop nor an undo can hold up the rest", async () => {
    const calls: string[] = [];
    const { manager, clock } = managerOf(
      asky("first", ({ defer }) => defer(() => void calls.push("first undone"))),
      defineTetherPlugin({
        meta: { name: "starts-never", version: "1.0.0" },
        initialize() {},
        start: never,
      }),
      asky(
        "stops-never",
        ({ defer }) => {
          defer(() => void calls.push("undone after the one that hangs"));
          defer(never);
        },
        never as () => never,
      ),
    );
    await manager.discoverAndLoad();
    await manager.activateAll();
    await patiently(manager.startAll(), clock);
    await patiently(manager.deactivateAll(), clock);
    const [first, starts, stops] = manager.report().plugins;
    expect(first).toMatchObject({ state: "stopped", problems: [] });
    expect(starts).toMatchObject({
      state: "failed",
      problems: [{ code: "PLUGIN_TIMED_OUT", phase: "start" }],
    });
    expect(stops?.problems.map(({ code, phase }) => [code, phase])).toEqual([
      ["PLUGIN_TIMED_OUT", "stop"],
      ["UNDO_FAILED", "stop"],
    ]);
    expect(calls).toEqual(["undone after the one that hangs", "first undone"]);
  });

  test("an event handler that hangs is given up; one that fails too often is skipped, an essential plugin's never", async () => {
    const calls = { isolated: 0, essential: 0 };
    const clock = createManualClock();
    const counting = (name: "isolated" | "essential") =>
      asky(name, ({ eventBus }) => {
        eventBus.subscribe("probe.ping", () => {
          calls[name] += 1;
          return never();
        });
      });
    const manager = new PluginManager({}, configDir, {
      plugins: [counting("essential"), { plugin: counting("isolated"), onFailure: "isolate" }],
      logger: silent,
      clock,
    });
    await manager.discoverAndLoad();
    await manager.activateAll();
    for (let round = 0; round < 4; round++) {
      const done = manager.eventBus.emit(createEvent("probe.ping", { n: round }));
      while (clock.pending > 0) await clock.advance(30_000);
      await done;
    }
    expect(calls).toEqual({ essential: 4, isolated: 3 });
    expect(manager.report().plugins[1]?.problems.map(({ code }) => code)).toEqual([
      "HANDLER_TIMED_OUT",
      "BREAKER_OPEN",
    ]);
  });
});
