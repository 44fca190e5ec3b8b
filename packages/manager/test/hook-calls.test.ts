import { createEventBus, createHookRegistry, createServiceRegistry } from "@asky/manager";
import { createManualClock } from "@asky/manager/testing";
import { createEvent, type Problem, type ToolRegistry } from "@asky/sdk";
import { describe, expect, test } from "vitest";

const MINUTE = 60_000;
const turn = { id: "t1", sessionId: "s1", chatId: "c1", userId: "u1" };
const never = () => new Promise<never>(() => {});
const sessionEnd = Object.freeze({ sessionId: "s1" });

interface Kept {
  readonly plugin: string;
  readonly outcome: string;
}

function setUp({ records }: { records?: object[] } = {}) {
  const problems: Problem[] = [];
  const clock = createManualClock();
  const hooks = createHookRegistry({
    report: (problem) => problems.push(problem),
    clock,
    ...(records && { record: (one: Kept) => void records.push(one) }),
  });
  return { hooks, clock, problems };
}

function promptContext(signal = new AbortController().signal) {
  return { config: {}, sessionId: "s1", turn, signal };
}

function toolCall(rest: object = {}) {
  const { signal } = new AbortController();
  const call = { id: "k1", name: "read", arguments: "{}" };
  const view = { turn, signal, call, toolName: "Read", args: {}, result: undefined, deny: () => {}, ...rest };
  return () => view;
}

describe("what is refused is said", () => {
  test.each([
    ["no function", "callback", undefined, "no function"],
    ["options that are a text", () => {}, "10", "neither a number nor an object"],
    ["options that are null", () => {}, null, "neither a number nor an object"],
    ["a number that is none", () => {}, Number.NaN, "neither a number nor an object"],
    ["a priority that is a text", () => {}, { priority: "1" }, "priority"],
    ["a priority without end", () => {}, { priority: Number.POSITIVE_INFINITY }, "priority"],
    ["a deadline that is a text", () => {}, { timeoutMs: "5" }, "timeoutMs"],
    ["a deadline without end", () => {}, { timeoutMs: Number.POSITIVE_INFINITY }, "timeoutMs"],
    ["a deadline before now", () => {}, { timeoutMs: -1 }, "timeoutMs"],
    ["a guard that is a text", () => {}, { guard: "true" }, "guard that is neither"],
    ["a guard at another point", () => {}, { guard: true }, '"pre_tool_execute" alone'],
  ])("%s", (_, callback, options, words) => {
    const { hooks } = setUp();
    const register = hooks.register as (...args: unknown[]) => unknown;
    expect(() => register("session_end", callback, options)).toThrow(
      expect.objectContaining({ code: "HOOK_OPTIONS_INVALID", message: expect.stringContaining(words) }),
    );
  });

  test.each([[{}], [{ priority: -1.5 }], [{ timeoutMs: 0 }], [{ guard: false }], [7], [undefined]])(
    "and %j is not refused",
    (options) => {
      const { hooks } = setUp();
      const register = hooks.register as (...args: unknown[]) => unknown;
      register("session_end", () => {}, options);
      expect(hooks.point("session_end").size).toBe(1);
    },
  );

  test("the host's own mistakes are the host's", () => {
    const { hooks } = setUp();
    const byHost = expect.objectContaining({ plugin: "host" });
    const register = hooks.register as (...args: unknown[]) => unknown;
    expect(() => register("nowhere", () => {})).toThrow(byHost);
    expect(() => register("session_end", 1)).toThrow(byHost);
    expect(() => hooks.unregister("nowhere" as never, (() => {}) as never)).toThrow(byHost);
    expect(() => hooks.point("nowhere" as never)).toThrow(byHost);
    hooks.freeze();
    expect(() => hooks.unregister("session_end", () => {})).toThrow(byHost);
  });
});

describe("a callback is called", () => {
  test.each([
    ["anonymous", () => () => {}],
    ["anonymous", () => Object.defineProperty(() => {}, "name", { value: 7 })],
    ["anonymous", () => Object.defineProperty(() => {}, "name", { value: "" })],
    ["fires", () => function fires() {}],
    ["x".repeat(80), () => Object.defineProperty(() => {}, "name", { value: "x".repeat(81) })],
  ])("%s", (name, make) => {
    const records: { callback?: string }[] = [];
    const { hooks } = setUp({ records });
    hooks.register("session_end", make());
    hooks.invoke("session_end", sessionEnd);
    expect(records[0]?.callback).toBe(name);
  });
});

describe("a plugin's own limit", () => {
  test.each([
    ["what the host allows, when it asks for more", 500, 20, 20],
    ["what it asks for, when the host allows more", 20, 500, 20],
    ["what the host allows, when it asks for ever", 0, 20, 20],
    ["what it asks for, when the host allows for ever", 20, 0, 20],
    ["what the host allows, when it asks for nothing", undefined, 20, 20],
    ["what it asks for, when the host says nothing", 20, undefined, 20],
  ])("is %s", async (_, asked, allowed, ms) => {
    const { hooks, clock, problems } = setUp();
    hooks.add("session_end", never, asked === undefined ? undefined : { timeoutMs: asked }, {
      plugin: "p",
      timeoutMs: allowed,
    });
    const done = hooks.invoke("session_end", sessionEnd);
    await clock.advance(ms - 1);
    expect(problems).toEqual([]);
    await clock.advance(1);
    await done;
    expect(problems).toMatchObject([{ code: "CALLBACK_TIMED_OUT", plugin: "p" }]);
  });
});

test("a callback is entered as its owner's code", () => {
  const { hooks } = setUp();
  const steps: string[] = [];
  const enter = <Result>(code: () => Result): Result => {
    steps.push("in");
    const returned = code();
    steps.push("out");
    return returned;
  };
  const callback = (prompt: string, { sessionId }: { sessionId: string }) => {
    steps.push("called");
    return `${prompt} ${sessionId}`;
  };
  hooks.add("system_prompt_extend", callback, undefined, { plugin: "p", enter });
  expect(hooks.invokeChain("system_prompt_extend", "base", promptContext())).toBe("base s1");
  expect(steps).toEqual(["in", "called", "out"]);
});

describe("the signal of a call", () => {
  test("is one and the same, however often it is asked for", () => {
    const { hooks } = setUp();
    const seen = new Set<AbortSignal>();
    hooks.register("pre_tool_execute", (payload) => void seen.add(payload.signal).add(payload.signal));
    hooks.invokeEach("pre_tool_execute", toolCall(), () => {});
    expect(seen.size).toBe(1);
  });

  test("has already aborted for who first asks after the deadline, and says whose fault it is", async () => {
    const { hooks, clock } = setUp();
    let late: AbortSignal | undefined;
    let wake = (): void => {};
    hooks.register(
      "pre_tool_execute",
      async (payload) => {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        late = payload.signal;
      },
      { plugin: "slow", timeoutMs: 5 },
    );
    const done = Promise.resolve(hooks.invokeEach("pre_tool_execute", toolCall(), () => {}));
    await clock.advance(5);
    await done;
    wake();
    await Promise.resolve();
    await Promise.resolve();
    expect(late?.aborted).toBe(true);
    expect(late?.reason).toMatchObject({ code: "PLUGIN_FENCED", plugin: "slow" });
    expect(String(late?.reason.message)).toMatch(/its signal.*after its deadline/s);
  });

  test("in a chain aborts when the call expires, also the first one's", async () => {
    const { hooks, clock } = setUp();
    const signals: AbortSignal[] = [];
    const hang = (_: string, context: { signal: AbortSignal }) => {
      signals.push(context.signal);
      return never();
    };
    hooks.register("system_prompt_extend", hang, { timeoutMs: 5 });
    hooks.register("system_prompt_extend", hang, { timeoutMs: 5 });
    const done = Promise.resolve(hooks.invokeChain("system_prompt_extend", "base", promptContext()));
    await clock.advance(5);
    await clock.advance(5);
    expect(await done).toBe("base");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});

describe("what comes after the deadline is refused by name:", () => {
  test.each(["deny", "registerServer"])("%s()", async (member) => {
    const { hooks, clock } = setUp();
    const taken: unknown[] = [];
    const refusals: unknown[] = [];
    let wake = (): void => {};
    hooks.register(
      "pre_tool_execute",
      async (payload) => {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        try {
          (payload as never as Record<string, (argument: string) => void>)[member]?.("late");
        } catch (error) {
          refusals.push(error);
        }
      },
      { plugin: "slow", timeoutMs: 5 },
    );
    const view = toolCall({ [member]: (argument: unknown) => taken.push(argument) });
    const done = Promise.resolve(hooks.invokeEach("pre_tool_execute", view, () => {}));
    await clock.advance(5);
    await done;
    wake();
    await Promise.resolve();
    await Promise.resolve();
    expect(taken).toEqual([]);
    expect(refusals).toMatchObject([
      { code: "PLUGIN_FENCED", message: expect.stringContaining(`${member}()`) },
    ]);
  });

  test("registry.register(), while the registry can still be read", async () => {
    const { hooks, clock } = setUp();
    const registered: unknown[] = [];
    const registry: ToolRegistry = {
      register(tool) {
        registered.push(tool);
        return () => {};
      },
      has: (name) => name === "Now",
      getToolNames: () => ["Now"],
      getSchemas: () => [],
      getSystemPromptGuidelines: () => ["- `Now`: ask it"],
    };
    const seen: unknown[] = [];
    let wake = (): void => {};
    hooks.register(
      "tool_registry_build",
      async ({ registry: own }) => {
        seen.push(own.has("Now"), own.has("Then"), own.getToolNames(), own.getSchemas());
        seen.push(own.getSystemPromptGuidelines(), Object.isFrozen(own));
        own.register({ name: "early" } as never);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        try {
          own.register({ name: "late" } as never);
        } catch (error) {
          seen.push(error);
        }
      },
      { plugin: "slow", timeoutMs: 5 },
    );
    const payload = { turn, signal: new AbortController().signal, registry, mode: "chat", disabledTools: [] };
    const invokeEach = hooks.invokeEach as (...args: unknown[]) => void | Promise<void>;
    const done = Promise.resolve(
      invokeEach(
        "tool_registry_build",
        () => payload,
        () => {},
      ),
    );
    await clock.advance(5);
    await done;
    wake();
    await Promise.resolve();
    await Promise.resolve();
    expect(registered).toEqual([{ name: "early" }]);
    expect(seen.slice(0, 6)).toEqual([true, false, ["Now"], [], ["- `Now`: ask it"], true]);
    expect(seen[6]).toMatchObject({ message: expect.stringContaining("registry.register()") });
  });
});

test("a view lists its members like any object", () => {
  const { hooks } = setUp();
  let keys: string[] = [];
  hooks.register("pre_tool_execute", (payload) => {
    keys = Object.keys(payload);
  });
  hooks.invokeEach("pre_tool_execute", toolCall(), () => {});
  expect(keys.sort()).toEqual(["args", "call", "deny", "result", "signal", "toolName", "turn"]);
});

describe("a breaker", () => {
  test("of a callback that is no guard denies nothing while it is open, and closes on a trial that answers at once", async () => {
    const { hooks, clock, problems } = setUp();
    let isBroken = true;
    let calls = 0;
    const failing = () => {
      calls++;
      if (isBroken) throw new Error("boom");
    };
    hooks.register("pre_tool_execute", failing, { plugin: "p" });
    const denials: string[] = [];
    const view = toolCall({ deny: (reason: string) => denials.push(reason) });
    for (let n = 0; n < 5; n++) await hooks.invokeEach("pre_tool_execute", view, () => {});
    expect(calls).toBe(3);
    isBroken = false;
    await clock.advance(MINUTE);
    for (let n = 0; n < 2; n++) {
      // Nothing to wait for, so nothing is waited for.
      expect(hooks.invokeEach("pre_tool_execute", view, () => {})).toBeUndefined();
    }
    expect(calls).toBe(5);
    expect(denials).toEqual([]);
    expect(problems.at(-1)).toMatchObject({ code: "BREAKER_OPEN", plugin: "p" });
    expect(problems.at(-1)?.message).toContain('callback "failing" on "pre_tool_execute"');
  });

  test("of a link in a chain leaves the value", async () => {
    const records: Kept[] = [];
    const { hooks } = setUp({ records });
    const broken = () => {
      throw new Error("boom");
    };
    hooks.register("system_prompt_extend", broken, { plugin: "p" });
    hooks.register("system_prompt_extend", (prompt) => `${prompt}!`, { plugin: "q" });
    for (let n = 0; n < 4; n++) {
      expect(hooks.invokeChain("system_prompt_extend", "base", promptContext())).toBe("base!");
    }
    const outcomes = records.filter(({ plugin }) => plugin === "p").map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["failed", "failed", "failed", "skipped"]);
  });

  test("behind an asynchronous link, too", async () => {
    const records: Kept[] = [];
    const { hooks } = setUp({ records });
    hooks.register("system_prompt_extend", async (prompt) => `${prompt}?`, { plugin: "a" });
    hooks.register("system_prompt_extend", () => Promise.reject(new Error("boom")), { plugin: "p" });
    for (let n = 0; n < 4; n++) {
      expect(await hooks.invokeChain("system_prompt_extend", "base", promptContext())).toBe("base?");
    }
    const outcomes = records.filter(({ plugin }) => plugin === "p").map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["failed", "failed", "failed", "skipped"]);
  });

  test("does not mind that its callback took itself out before it failed", async () => {
    const { hooks, problems } = setUp();
    let fail = (_: Error): void => {};
    const undo = hooks.register(
      "session_end",
      () =>
        new Promise<never>((_, reject) => {
          fail = reject;
        }),
    );
    const done = hooks.invoke("session_end", sessionEnd);
    undo();
    fail(new Error("boom"));
    await done;
    expect(problems).toMatchObject([{ code: "CALLBACK_FAILED" }]);
  });

  test("says which callback settled late", async () => {
    const { hooks, clock, problems } = setUp();
    let settle = (): void => {};
    const slow = () =>
      new Promise<void>((resolve) => {
        settle = resolve;
      });
    hooks.register("session_end", slow, { timeoutMs: 5 });
    const done = hooks.invoke("session_end", sessionEnd);
    await clock.advance(5);
    await done;
    settle();
    await Promise.resolve();
    await Promise.resolve();
    expect(problems.map(({ code }) => code)).toEqual(["CALLBACK_TIMED_OUT", "SETTLED_LATE"]);
    expect(problems[1]?.message).toContain('callback "slow" on "session_end"');
  });
});

describe("a guard's denial says why:", () => {
  test.each([
    ["failed", () => Promise.reject(new Error("boom"))],
    ["did not answer in time", never],
    ["has failed too often", undefined],
  ])("it %s", async (words, callback) => {
    const { hooks, clock } = setUp();
    const broken = () => {
      throw new Error("boom");
    };
    const denials: string[] = [];
    const view = toolCall({ deny: (reason: string) => denials.push(reason) });
    hooks.register("pre_tool_execute", callback ?? broken, { plugin: "p", guard: true, timeoutMs: 5 });
    for (let n = 0; n < (callback ? 1 : 4); n++) {
      const done = Promise.resolve(hooks.invokeEach("pre_tool_execute", view, () => {}));
      await clock.advance(5);
      await done;
    }
    expect(denials.at(-1)).toMatch(new RegExp(`^the guard ".*" of "p" ${words}$`));
  });
});

describe("the record of a call", () => {
  test("names session, turn and tool call as far as there are any", () => {
    const records: object[] = [];
    const { hooks } = setUp({ records });
    hooks.register("session_end", () => {}, { plugin: "p" });
    hooks.register("pre_tool_execute", () => {}, { plugin: "p" });
    hooks.register("config_loaded", () => {}, { plugin: "p" });
    hooks.invoke("session_end", sessionEnd);
    hooks.invokeEach("pre_tool_execute", toolCall(), () => {});
    hooks.invokeEach("pre_tool_execute", toolCall({ toolName: undefined }), () => {});
    hooks.invoke("config_loaded", { config: {} });
    const facts = { plugin: "p", callback: "anonymous", outcome: "ok", startedAt: expect.any(Number) };
    const durationMs = expect.any(Number);
    expect(records).toStrictEqual([
      { ...facts, durationMs, point: "session_end", sessionId: "s1" },
      { ...facts, durationMs, point: "pre_tool_execute", turn, call: { id: "k1", toolName: "Read" } },
      { ...facts, durationMs, point: "pre_tool_execute", turn, call: { id: "k1", toolName: "read" } },
      { ...facts, durationMs, point: "config_loaded" },
    ]);
  });

  test("has the time that the call took, which is less than the process has lived", () => {
    const records: { durationMs?: number }[] = [];
    const { hooks } = setUp({ records });
    hooks.register("session_end", () => {});
    hooks.invoke("session_end", sessionEnd);
    const { durationMs = -1 } = records[0] ?? {};
    expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(durationMs).toBeLessThan(performance.now());
  });

  test("tells apart what was told to all: well, failed, given up, skipped", async () => {
    const records: (Kept & { error?: unknown })[] = [];
    const { hooks, clock } = setUp({ records });
    const boom = new Error("boom");
    hooks.register("session_end", () => {}, { plugin: "a" });
    hooks.register("session_end", () => Promise.reject(boom), { plugin: "b" });
    hooks.register("session_end", never, { plugin: "c", timeoutMs: 5 });
    for (let n = 0; n < 4; n++) {
      const done = Promise.resolve(hooks.invoke("session_end", sessionEnd));
      await clock.advance(5);
      await done;
    }
    const of = (name: string) => records.filter(({ plugin }) => plugin === name);
    expect(of("a").map(({ outcome }) => outcome)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(of("b").map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed", "skipped"]);
    expect(of("b")[0]?.error).toBe(boom);
    expect(of("c").map(({ outcome }) => outcome)).toEqual(["timed_out", "timed_out", "timed_out", "skipped"]);
  });

  test("of a chain tells what failed, what was given up, and what changed nothing", async () => {
    const records: Kept[] = [];
    const { hooks, clock, problems } = setUp({ records });
    const boom = new Error("boom");
    hooks.register("system_prompt_extend", (prompt) => prompt, { plugin: "a" });
    hooks.register("system_prompt_extend", () => Promise.reject(boom), { plugin: "b" });
    hooks.register("system_prompt_extend", never, { plugin: "c", timeoutMs: 5 });
    hooks.register("system_prompt_extend", () => 7 as never, { plugin: "d" });
    const done = Promise.resolve(hooks.invokeChain("system_prompt_extend", "base", promptContext()));
    await clock.advance(5);
    expect(await done).toBe("base");
    expect(records).toMatchObject([
      { plugin: "a", outcome: "ok" },
      { plugin: "b", outcome: "failed", error: boom },
      { plugin: "c", outcome: "timed_out" },
      { plugin: "d", outcome: "ok" },
    ]);
    expect(records.filter((one) => "before" in one || "after" in one)).toEqual([]);
    expect(problems.at(-1)?.message).toContain("the value of the chain");
  });

  test("has no before and after when nothing was replaced", () => {
    const records: object[] = [];
    const { hooks } = setUp({ records });
    hooks.register("pre_tool_execute", () => {});
    hooks.invokeEach("pre_tool_execute", toolCall(), () => {});
    expect(Object.keys(records[0] ?? {})).not.toContain("before");
  });
});

describe("the event bus", () => {
  test("delivers at once to handlers that answer at once", () => {
    const bus = createEventBus();
    const calls: string[] = [];
    bus.subscribe("engine.started", () => void calls.push("a"));
    bus.subscribe("engine.started", () => void calls.push("b"));
    void bus.emit(createEvent("engine.started", {}));
    expect(calls).toEqual(["a", "b"]);
  });

  test("takes nobody out for one who is not there", () => {
    const bus = createEventBus();
    let calls = 0;
    bus.subscribe("engine.started", () => void calls++);
    bus.unsubscribe("engine.started", () => {});
    bus.unsubscribe("engine.stopped", () => {});
    void bus.emit(createEvent("engine.started", {}));
    expect(calls).toBe(1);
  });

  test("reports a handler without owner as the host's", () => {
    const problems: Problem[] = [];
    const bus = createEventBus({ report: (problem) => problems.push(problem) });
    bus.subscribe("engine.started", () => {
      throw new Error("boom");
    });
    void bus.emit(createEvent("engine.started", {}));
    expect(problems).toMatchObject([{ code: "HANDLER_FAILED", plugin: "host" }]);
  });

  test.each([
    ["", () => {}, "without a name"],
    ["  ", () => {}, "without a name"],
    [7, () => {}, "without a name"],
    [undefined, () => {}, "without a name"],
    ["engine.started", "handler", 'to "engine.started" with no function'],
  ])("refuses a subscription to %j", (name, handler, words) => {
    const subscribe = createEventBus().subscribe as (name: unknown, handler: unknown) => void;
    expect(() => subscribe(name, handler)).toThrow(
      expect.objectContaining({
        code: "EVENT_INVALID",
        plugin: "host",
        message: expect.stringContaining(words),
      }),
    );
  });
});

test("the registries of a host begin empty", () => {
  expect(createHookRegistry().point("session_end").size).toBe(0);
  expect(createServiceRegistry().get("nothing" as never)).toBeUndefined();
});
