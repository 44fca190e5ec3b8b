import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PluginManager } from "@asky/manager";
import { defineAskyPlugin, defineTetherPlugin, type HookRegistry } from "@asky/sdk";
import { expect, test } from "vitest";
import {
  createConfigDir,
  createManager,
  createMemoryLogger,
  problemsOf,
  reportOf,
  startManager,
  startTrace,
} from "./host.ts";

const header = `import { AskyPlugin } from "@asky/sdk"; trace.push("import");`;
const notes = `${header}
  export class Notes extends AskyPlugin {
    constructor() { super(); trace.push("construct"); }
    name = "notes";
    activate() { trace.push("activate"); }
    deactivate() { trace.push("deactivate"); }
  }`;
const roster = `[plugin.notes]\nenabled = true\nmodule = "notes"\n`;

test("asky-3-1: a manager is made from the whole configuration and the config directory", async () => {
  startTrace();
  const configDir = createConfigDir({ roster, packages: { notes }, configs: { notes: "limit = 3" } });
  const seen: unknown[] = [];
  const spy = defineAskyPlugin({ name: "spy", activate: (context) => void seen.push(context.globalConfig) });
  const config = { model: { provider: "offline" }, audit: { directory: "audit" } };
  const manager = new PluginManager(config, configDir, { plugins: [spy], logger: createMemoryLogger() });
  await manager.discoverAndLoad();
  await manager.activateAll();
  expect(seen).toEqual([config]);
  expect(manager.isActive("notes")).toBe(true);
  expect(existsSync(join(configDir, "plugins", "notes"))).toBe(true);
  await manager.deactivateAll();
});

test("asky-3-2: all plugins share hookRegistry", async () => {
  const heard: string[] = [];
  const listen = (name: string) =>
    defineAskyPlugin({
      name,
      activate: ({ hooks }) => void hooks.register("session_end", () => void heard.push(name)),
    });
  const { manager } = await startManager({}, { plugins: [listen("a"), listen("b")] });
  const registry: HookRegistry = manager.hookRegistry;
  await registry.invoke("session_end", { sessionId: "s" });
  expect(heard).toEqual(["a", "b"]);
});

test("asky-3-3: discoverAndLoad reads the roster, imports and makes plugins, and activates none", async () => {
  const trace = startTrace();
  const { manager } = createManager({ roster, packages: { notes } });
  expect(trace).toEqual([]);
  await manager.discoverAndLoad();
  expect(trace).toEqual(["import", "construct"]);
  expect(reportOf(manager, "notes").state).toBe("loaded");
});

test("asky-3-4: a disabled plugin is not imported", async () => {
  const trace = startTrace();
  const { manager } = await startManager({ roster: roster.replace("true", "false"), packages: { notes } });
  expect(trace).toEqual([]);
  expect(reportOf(manager, "notes").state).toBe("disabled");
  expect(problemsOf(manager)).toEqual([]);
});

test("asky-3-5: bad modules are logged as errors and nothing is thrown", async () => {
  startTrace();
  const { manager, log } = createManager({
    roster: `
      [plugin.absent]
      enabled = true
      module = "absent"
      [plugin.broken]
      enabled = true
      module = "broken"
      [plugin.classless]
      enabled = true
      module = "classless"
      ${roster}`,
    packages: { broken: `throw new Error("boom");`, classless: `export const nothing = 1;`, notes },
  });
  await expect(manager.discoverAndLoad()).resolves.toBeUndefined();
  expect(problemsOf(manager)).toEqual([
    "absent PACKAGE_NOT_FOUND",
    "broken PACKAGE_IMPORT_FAILED",
    "classless PLUGIN_CLASS_MISSING",
  ]);
  expect(new Set(log.filter(({ level }) => level === "error").map(({ scope }) => scope))).toEqual(
    new Set(["asky.plugins.absent", "asky.plugins.broken", "asky.plugins.classless"]),
  );
});

test("asky-3-6: activateAll sorts by dependencies, then activates each; a circle fails all in it", async () => {
  const trace = startTrace();
  const source = (name: string, dependencies: string[]) => `import { AskyPlugin } from "@asky/sdk";
    export class Plugin extends AskyPlugin {
      name = "${name}";
      dependencies = ${JSON.stringify(dependencies)};
      activate(context) { trace.push(name(context)); }
    }
    const name = (context) => context.pluginName;`;
  const { manager } = await startManager({
    roster: ["a", "b", "c", "x", "y", "z"]
      .map((name) => `[plugin.${name}]\nenabled = true\nmodule = "pkg-${name}"\n`)
      .join(""),
    packages: {
      "pkg-a": source("a", ["c"]),
      "pkg-b": source("b", ["a"]),
      "pkg-c": source("c", []),
      "pkg-x": source("x", ["y"]),
      "pkg-y": source("y", ["x"]),
      "pkg-z": source("z", ["x"]),
    },
  });
  expect(trace).toEqual(["c", "a", "b"]);
  expect(problemsOf(manager).filter((line) => line.includes("CYCLE"))).toEqual(
    expect.arrayContaining(["x DEPENDENCY_CYCLE", "y DEPENDENCY_CYCLE"]),
  );
  expect(manager.listStatus().map(({ name, state }) => `${name} ${state}`)).toEqual([
    "a started",
    "b started",
    "c started",
    "x skipped",
    "y skipped",
    "z skipped",
  ]);
});

test("asky-3-7: data directories are made at the first activation and kept", async () => {
  startTrace();
  const { manager, configDir } = createManager({ roster, packages: { notes } });
  await manager.discoverAndLoad();
  expect(existsSync(join(configDir, "plugins"))).toBe(false);
  await manager.activateAll();
  expect(readdirSync(join(configDir, "plugins"))).toEqual(["notes"]);
  await manager.deactivateAll();
  expect(existsSync(join(configDir, "plugins", "notes"))).toBe(true);
});

test("asky-3-8: a plugin that throws in activate is logged, marked failed, and passed over", async () => {
  const trace = startTrace();
  const { manager, log } = await startManager({
    roster: `[plugin.bad]\nenabled = true\nmodule = "bad"\n${roster}`,
    packages: {
      bad: `import { AskyPlugin } from "@asky/sdk";
        export class Bad extends AskyPlugin { name = "bad"; activate() { throw new Error("boom"); } }`,
      notes,
    },
  });
  expect(reportOf(manager, "bad").state).toBe("failed");
  expect(problemsOf(manager)).toEqual(["bad ACTIVATE_FAILED"]);
  expect(log.find(({ level }) => level === "error")).toMatchObject({ scope: "asky.plugins.bad" });
  expect(trace).toContain("activate");
});

test("asky-3-9: deactivateAll goes in reverse order of activation, over active plugins, once", async () => {
  const trace: string[] = [];
  const plugin = (name: string, fails = false) => ({
    plugin: defineAskyPlugin({
      name,
      activate() {
        if (fails) throw new Error("boom");
      },
      deactivate: () => void trace.push(name),
    }),
    onFailure: "isolate" as const,
  });
  const { manager } = await startManager({}, { plugins: [plugin("a"), plugin("b", true), plugin("c")] });
  await manager.deactivateAll();
  expect(trace).toEqual(["c", "a"]);
  await manager.deactivateAll();
  expect(trace).toEqual(["c", "a"]);
});

test("asky-3-10: getPlugin returns an active plugin, and undefined for one unknown or failed", async () => {
  const good = defineAskyPlugin({ name: "good", activate() {} });
  const bad = defineAskyPlugin({
    name: "bad",
    activate() {
      throw new Error("boom");
    },
  });
  const { manager } = await startManager({}, { plugins: [good, { plugin: bad, onFailure: "isolate" }] });
  expect(manager.getPlugin("good")).toBe(good);
  expect(manager.getPlugin("bad")).toBeUndefined();
  expect(manager.getPlugin("unknown")).toBeUndefined();
  expect(manager.getPlugin("__proto__")).toBeUndefined();
  await manager.deactivateAll();
  expect(manager.getPlugin("good")).toBeUndefined();
});

test("asky-3-11: isActive says whether a plugin is loaded and activated", async () => {
  startTrace();
  const { manager } = createManager({ roster, packages: { notes } });
  expect(manager.isActive("notes")).toBe(false);
  await manager.discoverAndLoad();
  expect(manager.isActive("notes")).toBe(false);
  await manager.activateAll();
  expect(manager.isActive("notes")).toBe(true);
  expect(manager.isActive("unknown")).toBe(false);
  await manager.deactivateAll();
  expect(manager.isActive("notes")).toBe(false);
});

test("asky-3-12: startAll fires config_loaded after freezing, then starts each plugin in order", async () => {
  const trace: string[] = [];
  const watch = (name: string) =>
    defineTetherPlugin({
      meta: { name, version: "1.0.0" },
      initialize: () => void trace.push(`initialize ${name}`),
      start: () => void trace.push(`start ${name}`),
    });
  const asky = defineAskyPlugin({
    name: "m",
    activate({ hooks }) {
      hooks.register("config_loaded", () => void trace.push(`config_loaded frozen=${hooks.isFrozen}`));
    },
  });
  await startManager({}, { plugins: [watch("b"), asky, watch("a")] });
  expect(trace).toEqual(["initialize b", "initialize a", "config_loaded frozen=true", "start b", "start a"]);
});
