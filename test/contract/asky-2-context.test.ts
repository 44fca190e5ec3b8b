import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createConsoleLogger, type PluginManager } from "@asky/manager";
import {
  type AskyPluginContext,
  createEvent,
  defineAskyPlugin,
  type HostConfig,
  type JsonObject,
  PluginError,
} from "@asky/sdk";
import { expect, test } from "vitest";
import { startManager } from "./host.ts";

/** Starts a plugin called `notes` and returns the context that it was activated with. */
async function contextOf(
  configs: Readonly<Record<string, string>> = {},
  config: HostConfig = {},
): Promise<{ context: AskyPluginContext; manager: PluginManager; configDir: string }> {
  const contexts: AskyPluginContext[] = [];
  const plugin = defineAskyPlugin({ name: "notes", activate: (context) => void contexts.push(context) });
  const host = await startManager({ configs }, { plugins: [plugin] }, config);
  const [context] = contexts;
  if (context === undefined) throw new Error("The plugin was not activated.");
  return { context, ...host };
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

test("asky-2-1: config is the plugin's own, from plugins/<name>.toml", async () => {
  const { context } = await contextOf({ notes: "limit = 3", other: "limit = 4" }, { notes: { limit: 5 } });
  expect(context.config).toEqual({ limit: 3 });
});

test("asky-2-2: globalConfig is a read-only snapshot of the whole configuration", async () => {
  const config = { model: { provider: "offline" }, extra: { list: ["a"] } };
  const { context } = await contextOf({}, config);
  expect(context.globalConfig).toEqual(config);
  config.model.provider = "changed";
  config.extra.list.push("b");
  expect(context.globalConfig).toEqual({ model: { provider: "offline" }, extra: { list: ["a"] } });
  const extra = context.globalConfig.extra as { list: string[] };
  expect(() => extra.list.push("c")).toThrow(TypeError);
  expect(() => Object.assign(context.globalConfig, { model: {} })).toThrow(TypeError);
});

test("asky-2-3: dataDir is the plugin's own folder, exists in activate and lasts", async () => {
  let wrote = false;
  const plugin = defineAskyPlugin({
    name: "notes",
    activate({ dataDir }) {
      writeFileSync(join(dataDir, "kept.txt"), "kept");
      wrote = true;
    },
  });
  const { manager, configDir } = await startManager({}, { plugins: [plugin] });
  await manager.deactivateAll();
  expect(wrote).toBe(true);
  expect(readFileSync(join(configDir, "plugins", "notes", "kept.txt"), "utf8")).toBe("kept");
  const { context, configDir: other } = await contextOf();
  expect(context.dataDir).toBe(join(other, "plugins", "notes"));
  if (process.platform !== "win32") expect(statSync(context.dataDir).mode & 0o777).toBe(0o700);
});

test("asky-2-4: hooks subscribes to the pipeline; it has no way to call points or to freeze", async () => {
  const heard: string[] = [];
  const plugin = defineAskyPlugin({
    name: "notes",
    activate({ hooks }) {
      hooks.register("session_end", ({ sessionId }) => void heard.push(sessionId));
      const dropped = (): void => void heard.push("dropped");
      hooks.register("session_end", dropped);
      hooks.unregister("session_end", dropped);
      heard.push(
        ...["invoke", "invokeEach", "invokeChain", "point", "freeze"].filter((name) => name in hooks),
      );
    },
  });
  const { manager } = await startManager({}, { plugins: [plugin] });
  await manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
  expect(heard).toEqual(["s1"]);
});

test("asky-2-5: logger is named asky.plugins.<name>", async () => {
  const lines: string[] = [];
  const logger = createConsoleLogger({ stream: { write: (line) => lines.push(line) } });
  const plugin = defineAskyPlugin({ name: "notes", activate: (context) => context.logger.info("ready") });
  const { manager } = await startManager({}, { plugins: [plugin], logger });
  await manager.deactivateAll();
  expect(lines.filter((line) => line.includes("ready"))).toEqual(["INFO  [asky.plugins.notes] ready\n"]);
});

test("asky-2-6: the context is frozen", async () => {
  const { context } = await contextOf({ notes: "list = [1]" });
  expect(Object.isFrozen(context)).toBe(true);
  expect(Object.isFrozen(context.config)).toBe(true);
  expect(Object.isFrozen((context.config as { list: JsonObject }).list)).toBe(true);
  expect(() => Object.assign(context, { config: {} })).toThrow(TypeError);
});

test("asky-2-7: the context has names, folder, bus and services, which stamp the plugin's name", async () => {
  const { context, manager, configDir } = await contextOf();
  expect(context.pluginName).toBe("notes");
  expect(context.configDir).toBe(configDir);
  expect(existsSync(context.configDir)).toBe(true);

  const sources: string[] = [];
  const name = "notes.saved" as "message.in";
  manager.eventBus.subscribe(name, ({ source }) => void sources.push(source));
  await context.eventBus.emit(createEvent(name, {} as never));
  expect(sources).toEqual(["notes"]);

  context.services.provide("status", { report: () => manager.report() });
  expect(manager.report().plugins[0]?.services).toEqual(["status"]);
});

test("asky-2-8: what use and defer were given is undone last first, after deactivate, and signal aborts", async () => {
  const trace: string[] = [];
  const plugin = defineAskyPlugin({
    name: "notes",
    activate(context) {
      context.signal.addEventListener("abort", () => trace.push("aborted"));
      context.use({ [Symbol.dispose]: () => void trace.push("first") });
      context.use({ [Symbol.asyncDispose]: async () => void trace.push("second") });
      context.defer(async () => void trace.push("third"));
    },
    deactivate: () => void trace.push("deactivate"),
  });
  const { manager } = await startManager({}, { plugins: [plugin] });
  expect(trace).toEqual([]);
  await manager.deactivateAll();
  expect(trace.filter((step) => step !== "aborted")).toEqual(["deactivate", "third", "second", "first"]);
  expect(trace).toContain("aborted");
});

test("asky-2-9: after its end a plugin's views refuse to work, which is reported, and what it registered is gone", async () => {
  const { context, manager } = await contextOf();
  context.eventBus.subscribe("message.in", () => {});
  context.services.provide("status", { report: () => manager.report() });
  await manager.deactivateAll();

  expect(manager.services.get("status")).toBeUndefined();
  expect(codeOf(() => context.hooks.register("session_end", () => {}))).toBe("PLUGIN_FENCED");
  expect(codeOf(() => context.eventBus.subscribe("message.in", () => {}))).toBe("PLUGIN_FENCED");
  const event = createEvent("notes.saved" as "message.in", {} as never);
  expect(codeOf(() => context.eventBus.emit(event))).toBe("PLUGIN_FENCED");
  expect(codeOf(() => context.services.provide("status", { report: () => manager.report() }))).toBe(
    "PLUGIN_FENCED",
  );
  const codes = manager.report().plugins.flatMap(({ problems }) => problems.map(({ code }) => code));
  expect(codes).toEqual(Array(4).fill("PLUGIN_FENCED"));
});
