import { createHookRegistry } from "@asky/manager";
import {
  AskyPlugin,
  type AskyPluginContext,
  defineAskyPlugin,
  HOOK_POINTS,
  type HookRegistry,
  PluginError,
  type Problem,
  type SystemPromptContext,
} from "@asky/sdk";
import { expect, test } from "vitest";
import { reportOf, startManager } from "./host.ts";

const payload = { sessionId: "s1" };
const chainContext = { sessionId: "s1", config: {} } as SystemPromptContext;

/** A registry that keeps what it reports. */
function createRegistry(): { hooks: HookRegistry; problems: Problem[] } {
  const problems: Problem[] = [];
  return { hooks: createHookRegistry({ report: (problem) => problems.push(problem) }), problems };
}

/** The code of what a call throws. */
function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return PluginError.is(error) ? error.code : String(error);
  }
}

test("asky-4-1: a registered callback is called when the point fires, until it is taken out", () => {
  const { hooks } = createRegistry();
  const heard: string[] = [];
  const undo = hooks.register("session_end", ({ sessionId }) => void heard.push(sessionId));
  hooks.invoke("config_loaded", { config: {} });
  expect(heard).toEqual([]);
  hooks.invoke("session_end", payload);
  expect(heard).toEqual(["s1"]);
  undo();
  undo();
  hooks.invoke("session_end", payload);
  expect(heard).toEqual(["s1"]);
});

test("asky-4-2: a lower priority runs earlier", () => {
  const { hooks } = createRegistry();
  const order: number[] = [];
  for (const priority of [200, -5, 50, 1.5]) {
    hooks.register("session_end", () => void order.push(priority), priority);
  }
  hooks.register("session_end", () => void order.push(0), { priority: 0 });
  hooks.invoke("session_end", payload);
  expect(order).toEqual([-5, 0, 1.5, 50, 200]);
});

test("asky-4-3: the default priority is 100", () => {
  const { hooks } = createRegistry();
  const order: string[] = [];
  hooks.register("session_end", () => void order.push("101"), 101);
  hooks.register("session_end", () => void order.push("default"));
  hooks.register("session_end", () => void order.push("99"), 99);
  hooks.register("session_end", () => void order.push("100 later"), 100);
  hooks.invoke("session_end", payload);
  expect(order).toEqual(["99", "default", "100 later", "101"]);
});

test("asky-4-4: the plugin's name is set by itself during activation", async () => {
  class Notes extends AskyPlugin {
    readonly name = "notes";
    activate({ hooks }: AskyPluginContext): void {
      hooks.register("session_end", function onEnd() {
        throw new Error("boom");
      });
    }
  }
  const { manager, log } = await startManager({}, { plugins: [new Notes()] });
  expect(reportOf(manager, "notes").hooks).toEqual([
    { point: "session_end", priority: 100, callback: "onEnd" },
  ]);
  await manager.hookRegistry.invoke("session_end", payload);
  expect(reportOf(manager, "notes").problems).toMatchObject([{ code: "CALLBACK_FAILED", plugin: "notes" }]);
  expect(log.find(({ level }) => level === "warn")?.scope).toBe("asky.plugins.notes");
});

test("asky-4-5: the twelve points are accepted and every other name is refused", () => {
  const { hooks } = createRegistry();
  expect(HOOK_POINTS).toHaveLength(12);
  for (const point of HOOK_POINTS) {
    expect(
      codeOf(() => hooks.register(point, (() => "") as never)),
      point,
    ).toBeUndefined();
  }
  for (const name of ["session_stop", "SESSION_END", "", "__proto__", "constructor", undefined]) {
    expect(
      codeOf(() => hooks.register(name as "session_end", () => {})),
      String(name),
    ).toBe("HOOK_POINT_UNKNOWN");
  }
});

test("asky-4-6: unregister removes a subscription, and one that is not there is no fault", () => {
  const { hooks } = createRegistry();
  const heard: string[] = [];
  const callback = (): void => void heard.push("heard");
  hooks.register("session_end", callback);
  hooks.register("session_end", () => void heard.push("other"));
  hooks.unregister("session_end", callback);
  hooks.unregister("session_end", callback);
  hooks.invoke("session_end", payload);
  expect(heard).toEqual(["other"]);
});

test("asky-4-7: invoke calls all subscribers in order of priority, each with the payload", () => {
  const { hooks } = createRegistry();
  const seen: unknown[] = [];
  hooks.register("session_end", (given) => void seen.push("late", given), 200);
  hooks.register("session_end", (given) => void seen.push("early", given), 10);
  hooks.register("session_end", (given) => void seen.push("middle", given));
  hooks.invoke("session_end", payload);
  expect(seen).toEqual(["early", payload, "middle", payload, "late", payload]);
});

test("asky-4-8: what a callback throws is logged and does not propagate", async () => {
  const { hooks, problems } = createRegistry();
  hooks.register("session_end", () => {
    throw new Error("boom");
  });
  expect(() => hooks.invoke("session_end", payload)).not.toThrow();
  hooks.register("session_end", () => Promise.reject(null), { plugin: "late" });
  await expect(hooks.invoke("session_end", payload)).resolves.toBeUndefined();
  expect(problems.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
    "CALLBACK_FAILED warning",
    "CALLBACK_FAILED warning",
    "CALLBACK_FAILED warning",
  ]);
  expect(problems.at(-1)?.plugin).toBe("late");
});

test("asky-4-9: in a chain each callback gets the output of the one before, and the context", () => {
  const { hooks } = createRegistry();
  const seen: unknown[] = [];
  const append = (text: string) => (value: string, context: SystemPromptContext) => {
    seen.push(value, { sessionId: context.sessionId, config: context.config });
    return `${value}${text}`;
  };
  hooks.register("system_prompt_extend", append("c"), 200);
  hooks.register("system_prompt_extend", append("b"));
  hooks.invokeChain("system_prompt_extend", "a", chainContext);
  expect(seen).toEqual(["a", { sessionId: "s1", config: {} }, "ab", { sessionId: "s1", config: {} }]);
});

test("asky-4-10: a chain returns the final value, and the first one when nobody subscribed", () => {
  const { hooks } = createRegistry();
  expect(hooks.invokeChain("system_prompt_extend", "a", chainContext)).toBe("a");
  hooks.register("system_prompt_extend", (value) => `${value}b`);
  hooks.register("system_prompt_extend", (value) => `${value}c`);
  expect(hooks.invokeChain("system_prompt_extend", "a", chainContext)).toBe("abc");
});

test("asky-4-11: registrations are refused once all plugins are activated", async () => {
  const contexts: AskyPluginContext[] = [];
  const keep = (name: string) =>
    defineAskyPlugin({
      name,
      activate(context) {
        contexts.push(context);
        // The plugin before is activated already, and may still register.
        contexts[0]?.hooks.register("session_end", () => {});
      },
    });
  const { manager } = await startManager({}, { plugins: [keep("a"), keep("b")] });
  expect(manager.hookRegistry.isFrozen).toBe(true);
  expect(codeOf(() => contexts[0]?.hooks.register("session_end", () => {}))).toBe("HOOKS_FROZEN");
  expect(codeOf(() => manager.hookRegistry.register("session_end", () => {}))).toBe("HOOKS_FROZEN");
  expect(manager.hookRegistry.point("session_end").size).toBe(2);
});

test("asky-4-12: points can be invoked after freeze", () => {
  const { hooks } = createRegistry();
  const heard: string[] = [];
  hooks.register("session_end", () => void heard.push("end"));
  hooks.register("system_prompt_extend", (value) => `${value}b`);
  hooks.freeze();
  hooks.invoke("session_end", payload);
  expect(heard).toEqual(["end"]);
  expect(hooks.invokeChain("system_prompt_extend", "a", chainContext)).toBe("ab");
});

test("asky-4-13: callbacks of equal priority run by plugin name, then in order of registration", () => {
  const { hooks } = createRegistry();
  const order: string[] = [];
  for (const [plugin, step] of [
    ["b", "1"],
    ["a", "1"],
    ["c", "1"],
    ["a", "2"],
    ["b", "2"],
  ] as const) {
    hooks.register("session_end", () => void order.push(plugin + step), { plugin });
  }
  hooks.invoke("session_end", payload);
  expect(order).toEqual(["a1", "a2", "b1", "b2", "c1"]);
});

test("asky-4-14: a chain callback that fails or returns undefined leaves the value", async () => {
  const { hooks, problems } = createRegistry();
  hooks.register("system_prompt_extend", (value) => `${value}b`, 10);
  hooks.register("system_prompt_extend", () => {
    throw new Error("boom");
  });
  hooks.register("system_prompt_extend", () => undefined as unknown as string);
  hooks.register("system_prompt_extend", () => Promise.reject(new Error("late")));
  hooks.register("system_prompt_extend", async () => undefined as unknown as string);
  hooks.register("system_prompt_extend", (value) => `${value}c`, 200);
  expect(await hooks.invokeChain("system_prompt_extend", "a", chainContext)).toBe("abc");
  expect(problems.filter(({ code }) => code === "CALLBACK_FAILED")).toHaveLength(2);
});

test("asky-4-15: after freeze a plugin's callbacks stay until its own end", async () => {
  const heard: string[] = [];
  let context: AskyPluginContext | undefined;
  let undo = (): void => {};
  const callback = (): void => void heard.push("end");
  const plugin = defineAskyPlugin({
    name: "notes",
    activate(given) {
      context = given;
      undo = given.hooks.register("session_end", callback);
    },
  });
  const { manager } = await startManager({}, { plugins: [plugin] });
  expect(codeOf(() => context?.hooks.unregister("session_end", callback))).toBe("HOOKS_FROZEN");
  expect(codeOf(undo)).toBe("HOOKS_FROZEN");
  manager.hookRegistry.invoke("session_end", payload);
  expect(heard).toEqual(["end"]);
  await manager.deactivateAll();
  expect(manager.hookRegistry.point("session_end").size).toBe(0);
});

test("asky-4-16: asynchronous callbacks run one after the other, and only they make a promise", async () => {
  const { hooks } = createRegistry();
  const trace: string[] = [];
  hooks.register("session_end", () => void trace.push("a"), 1);
  hooks.register("system_prompt_extend", (value) => value, 1);
  expect(hooks.invoke("session_end", payload)).toBeUndefined();
  expect(hooks.invokeChain("system_prompt_extend", "a", chainContext)).toBe("a");
  hooks.register("session_end", async () => {
    trace.push("b begins");
    await new Promise(setImmediate);
    trace.push("b ends");
  });
  hooks.register("session_end", () => void trace.push("c"), 200);
  hooks.register("system_prompt_extend", async (value) => `${value}b`);
  trace.length = 0;
  const running = hooks.invoke("session_end", payload);
  expect(running).toBeInstanceOf(Promise);
  await running;
  expect(trace).toEqual(["a", "b begins", "b ends", "c"]);
  const chain = hooks.invokeChain("system_prompt_extend", "a", chainContext);
  expect(chain).toBeInstanceOf(Promise);
  expect(await chain).toBe("ab");
});

test("asky-4-17: each callback gets its own view, and a field of the wrong type is refused by name", async () => {
  const { hooks, problems } = createRegistry();
  const seen: unknown[] = [];
  hooks.register(
    "pre_llm_call",
    (view) => {
      seen.push(view);
      view.useTools = false;
    },
    { plugin: "a" },
  );
  hooks.register(
    "pre_llm_call",
    (view) => {
      seen.push(view);
      view.messages = "none" as never;
    },
    { plugin: "b" },
  );
  const values = { messages: [], useTools: true, toolSchemas: [] };
  const replaced: unknown[] = [];
  await hooks.invokeEach(
    "pre_llm_call",
    () => ({ ...values, turnNumber: 1, model: "m", turn: {}, signal: new AbortController().signal }) as never,
    (fields, plugin) => {
      replaced.push([plugin, fields]);
      Object.assign(values, fields);
    },
  );
  expect(seen).toHaveLength(2);
  expect(seen[0]).not.toBe(seen[1]);
  expect(seen[1]).toMatchObject({ useTools: false });
  expect(replaced).toContainEqual(["a", { useTools: false }]);
  expect(values.messages).toEqual([]);
  expect(problems).toMatchObject([{ code: "HOOK_FIELD_INVALID", severity: "warning", plugin: "b" }]);
});
