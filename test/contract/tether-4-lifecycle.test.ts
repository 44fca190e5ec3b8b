import { PluginRegistry } from "@asky/manager";
import { PluginError, type TetherPlugin, type TetherPluginContext } from "@asky/sdk";
import { expect, test } from "vitest";
import { createEngine } from "./engine-host.ts";
import { createMemoryLogger } from "./host.ts";

const context = { pluginName: "all" } as TetherPluginContext;

/** A plugin that traces its steps and fails at one of them. */
function traced(name: string, trace: string[] = [], failsAt?: "initialize" | "start" | "stop"): TetherPlugin {
  const step = (kind: "initialize" | "start" | "stop") => async (given?: TetherPluginContext) => {
    trace.push(given === undefined ? `${kind} ${name}` : `${kind} ${name} ${given.pluginName}`);
    if (kind === failsAt) throw new Error(`${name} is broken`);
  };
  return {
    meta: { name, version: "1.0.0" },
    initialize: step("initialize"),
    start: () => step("start")(),
    stop: () => step("stop")(),
  };
}

/** A registry with plugins in it. */
function registryOf(...plugins: TetherPlugin[]): PluginRegistry {
  const registry = new PluginRegistry({ logger: createMemoryLogger() });
  for (const plugin of plugins) registry.register(plugin);
  return registry;
}

/** The `PluginError` that some work ends in. */
async function errorOf(work: () => unknown): Promise<PluginError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (PluginError.is(error)) return error;
    throw error;
  }
}

test("tether-4-1: register adds a plugin", () => {
  const plugin = traced("a");
  expect(registryOf(plugin).plugins).toEqual([plugin]);
});

test("tether-4-2: register throws a PluginError when the name is registered already", async () => {
  const registry = registryOf(traced("a"));
  const error = await errorOf(() => registry.register(traced("a")));
  expect(error).toMatchObject({ code: "ALREADY_REGISTERED", plugin: "a" });
  expect(registry.plugins).toHaveLength(1);
});

test("tether-4-3: get returns the plugin of a name, or undefined", () => {
  const plugin = traced("a");
  const registry = registryOf(traced("b"), plugin);
  expect(registry.get("a")).toBe(plugin);
  expect(registry.get("c")).toBeUndefined();
  expect(registry.get("toString")).toBeUndefined();
});

test("tether-4-4: plugins lists all in order of registration, as a copy", () => {
  const all = [traced("b"), traced("a"), traced("c")];
  const registry = registryOf(...all);
  expect(registry.plugins).toEqual(all);
  try {
    (registry.plugins as TetherPlugin[]).pop();
  } catch {
    // A frozen list is a copy too.
  }
  expect(registry.plugins).toEqual(all);
});

test("tether-4-5: initAll calls initialize on each plugin in order of registration, with its context", async () => {
  const trace: string[] = [];
  await registryOf(traced("b", trace), traced("a", trace)).initAll(context);
  expect(trace).toEqual(["initialize b all", "initialize a all"]);
  trace.length = 0;
  await registryOf(traced("b", trace), traced("a", trace)).initAll(({ meta }) => ({
    ...context,
    pluginName: `own of ${meta.name}`,
  }));
  expect(trace).toEqual(["initialize b own of b", "initialize a own of a"]);
});

test("tether-4-6: startAll calls start on each plugin, once all are initialised", async () => {
  const trace: string[] = [];
  const registry = registryOf(traced("b", trace), traced("a", trace));
  expect((await errorOf(() => registry.startAll()))?.code).toBe("LIFECYCLE_ORDER");
  expect(trace).toEqual([]);
  await registry.initAll(context);
  await registry.startAll();
  expect(trace.slice(2)).toEqual(["start b", "start a"]);
});

test("tether-4-7: stopAll calls stop on each plugin, last registered first", async () => {
  const trace: string[] = [];
  const registry = registryOf(traced("b", trace), traced("a", trace), traced("c", trace));
  await registry.initAll(context);
  await registry.startAll();
  trace.length = 0;
  await registry.stopAll();
  expect(trace).toEqual(["stop c", "stop a", "stop b"]);
});

test("tether-4-8: startup initialises all plugins, then starts them", async () => {
  const trace: string[] = [];
  const { engine } = createEngine({ plugins: [traced("b", trace), traced("a", trace)] });
  expect(trace).toEqual([]);
  await engine.startup();
  expect(trace).toEqual(["initialize b b", "initialize a a", "start b", "start a"]);
});

test("tether-4-9: shutdown stops all plugins after engine.stopped, once", async () => {
  const trace: string[] = [];
  const listening: TetherPlugin = {
    ...traced("b", trace),
    async initialize({ eventBus }) {
      eventBus.subscribe("engine.stopped", async () => {
        await new Promise(setImmediate);
        trace.push("b hears engine.stopped");
      });
    },
  };
  const { engine } = createEngine({ plugins: [listening, traced("a", trace)] });
  await engine.startup();
  trace.length = 0;
  await engine.shutdown();
  await engine.shutdown();
  expect(trace).toEqual(["b hears engine.stopped", "stop a", "stop b"]);
});

test("tether-4-10: initAll and startAll fail fast, with the plugin's name and the cause", async () => {
  const trace: string[] = [];
  const broken = registryOf(traced("a", trace), traced("b", trace, "initialize"), traced("c", trace));
  const initError = await errorOf(() => broken.initAll(context));
  expect(initError).toMatchObject({ code: "INITIALIZE_FAILED", plugin: "b" });
  expect(initError?.cause).toMatchObject({ message: "b is broken" });
  expect(trace).not.toContain("initialize c all");

  const started: string[] = [];
  const unstartable = registryOf(traced("a", started), traced("b", started, "start"), traced("c", started));
  await unstartable.initAll(context);
  const startError = await errorOf(() => unstartable.startAll());
  expect(startError).toMatchObject({ code: "START_FAILED", plugin: "b" });
  expect(startError?.cause).toMatchObject({ message: "b is broken" });
  expect(started).not.toContain("start c");
});

test("tether-4-11: stopAll stops those that were initialised, goes on after a failure and does not throw", async () => {
  const trace: string[] = [];
  const registry = registryOf(traced("a", trace), traced("b", trace, "stop"), traced("c", trace));
  await registry.initAll(context);
  trace.length = 0;
  await registry.stopAll();
  expect(trace).toEqual(["stop c", "stop b", "stop a"]);

  const never: string[] = [];
  await registryOf(traced("a", never)).stopAll();
  expect(never).toEqual([]);

  const partly: string[] = [];
  const failing = registryOf(traced("a", partly), traced("b", partly, "initialize"), traced("c", partly));
  await errorOf(() => failing.initAll(context));
  await failing.stopAll();
  expect(partly.filter((step) => step.startsWith("stop"))).toEqual(["stop a"]);
});

test("tether-4-12: a step out of order, or a late registration, throws LIFECYCLE_ORDER", async () => {
  const registry = registryOf(traced("a"));
  const initialising = registry.initAll(context);
  expect((await errorOf(() => registry.register(traced("late"))))?.code).toBe("LIFECYCLE_ORDER");
  await initialising;
  expect((await errorOf(() => registry.initAll(context)))?.code).toBe("LIFECYCLE_ORDER");
  await registry.startAll();
  expect((await errorOf(() => registry.startAll()))?.code).toBe("LIFECYCLE_ORDER");
  await registry.stopAll();
  expect((await errorOf(() => registry.startAll()))?.code).toBe("LIFECYCLE_ORDER");
});
