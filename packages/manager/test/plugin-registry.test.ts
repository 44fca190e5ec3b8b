import { createEventBus, PluginRegistry } from "@asky/manager";
import type { Logger, TetherPlugin, TetherPluginContext } from "@asky/sdk";
import { describe, expect, test } from "vitest";

const context = Object.freeze({ eventBus: createEventBus(), config: {} }) as unknown as TetherPluginContext;

function recorder(
  name: string,
  calls: string[],
  faults: Partial<Record<string, unknown>> = {},
): TetherPlugin {
  const step = (method: string) => async () => {
    calls.push(`${name}.${method}`);
    if (method in faults) throw faults[method];
  };
  return {
    meta: { name, version: "1.0.0" },
    initialize: step("initialize"),
    start: step("start"),
    stop: step("stop"),
  };
}

function memoryLogger(lines: string[]): Logger {
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

describe("PluginRegistry", () => {
  test("initialises and starts in order of registration and stops in reverse", async () => {
    const calls: string[] = [];
    const registry = new PluginRegistry();
    for (const name of ["b", "a", "c"]) registry.register(recorder(name, calls));
    await registry.initAll(context);
    await registry.startAll();
    await registry.stopAll();
    await registry.stopAll();
    expect(calls).toEqual([
      ...["b.initialize", "a.initialize", "c.initialize"],
      ...["b.start", "a.start", "c.start"],
      ...["c.stop", "a.stop", "b.stop"],
    ]);
  });

  test("refuses a second plugin of the same name", () => {
    const registry = new PluginRegistry();
    registry.register(recorder("a", []));
    const duplicate = () => registry.register(recorder("a", []));
    expect(duplicate).toThrow(expect.objectContaining({ code: "ALREADY_REGISTERED", plugin: "a" }));
  });

  test.each([[undefined], [{}], [{ meta: { name: 3 } }]])("refuses %j, which has no name", (plugin) => {
    const register = () => new PluginRegistry().register(plugin as never);
    expect(register).toThrow(expect.objectContaining({ code: "PLUGIN_CLASS_INVALID" }));
  });

  test("finds a plugin by name and lists a fresh copy", () => {
    const registry = new PluginRegistry();
    const plugin = recorder("a", []);
    registry.register(plugin);
    expect(registry.get("a")).toBe(plugin);
    expect(registry.get("b")).toBeUndefined();
    (registry.plugins as TetherPlugin[]).pop();
    expect(registry.plugins).toEqual([plugin]);
  });

  test("gives all the same context, or each its own", async () => {
    const seen: unknown[] = [];
    const plugin = (name: string): TetherPlugin => ({
      ...recorder(name, []),
      initialize: async (given) => void seen.push(given),
    });
    const shared = new PluginRegistry();
    shared.register(plugin("a"));
    shared.register(plugin("b"));
    await shared.initAll(context);
    const own = new PluginRegistry();
    own.register(plugin("c"));
    await own.initAll(({ meta }) => ({ ...context, pluginName: meta.name }));
    expect(seen).toEqual([context, context, { ...context, pluginName: "c" }]);
  });

  test("stops at the first plugin that cannot be initialised and rolls the earlier ones back", async () => {
    const calls: string[] = [];
    const cause = new Error("no database");
    const registry = new PluginRegistry();
    registry.register(recorder("a", calls));
    registry.register(recorder("b", calls, { initialize: cause }));
    registry.register(recorder("c", calls));
    await expect(registry.initAll(context)).rejects.toMatchObject({
      code: "INITIALIZE_FAILED",
      plugin: "b",
      cause,
    });
    expect(calls).toEqual(["a.initialize", "b.initialize", "a.stop"]);
    await expect(registry.startAll()).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
  });

  test("stops everything in reverse when one cannot start", async () => {
    const calls: string[] = [];
    const registry = new PluginRegistry();
    registry.register(recorder("a", calls));
    registry.register(recorder("b", calls, { start: null }));
    registry.register(recorder("c", calls));
    await registry.initAll(context);
    calls.length = 0;
    await expect(registry.startAll()).rejects.toMatchObject({ code: "START_FAILED", plugin: "b" });
    expect(calls).toEqual(["a.start", "b.start", "c.stop", "b.stop", "a.stop"]);
  });

  test("logs a plugin that fails to stop and stops the others", async () => {
    const calls: string[] = [];
    const lines: string[] = [];
    const registry = new PluginRegistry({ logger: memoryLogger(lines) });
    registry.register(recorder("a", calls));
    registry.register(recorder("b", calls, { stop: new Error("stuck") }));
    await registry.initAll(context);
    await registry.stopAll();
    expect(calls.slice(-2)).toEqual(["b.stop", "a.stop"]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^warn STOP_FAILED: .*"b".*stuck/);
  });

  test("refuses steps out of order", async () => {
    const registry = new PluginRegistry();
    const wrongOrder = { code: "LIFECYCLE_ORDER" };
    await expect(registry.startAll()).rejects.toMatchObject(wrongOrder);
    await registry.initAll(context);
    await expect(registry.initAll(context)).rejects.toMatchObject(wrongOrder);
    expect(() => registry.register(recorder("late", []))).toThrow(expect.objectContaining(wrongOrder));
  });
});
