import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PassedPluginEntry, PluginManager } from "@asky/manager";
import { createManualClock, createMemoryLogger } from "@asky/manager/testing";
import { defineAskyPlugin, defineTetherPlugin } from "@asky/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";

let configDir = "";
beforeEach(async () => {
  configDir = await mkdtemp(join(tmpdir(), "asky-reports-"));
});
afterEach(() => rm(configDir, { recursive: true, force: true }));

const isolate = (plugin: PassedPluginEntry["plugin"]) => ({ plugin, onFailure: "isolate" as const });
const never = () => new Promise<never>(() => {});

function managerOf(plugins: readonly PassedPluginEntry[], clock = createManualClock()) {
  return new PluginManager({}, configDir, { plugins, logger: createMemoryLogger(), clock });
}

async function run(manager: PluginManager): Promise<void> {
  await manager.discoverAndLoad();
  await manager.activateAll();
  await manager.startAll();
}

test("a plugin's entry has what is known of it, and nothing else", async () => {
  const asky = defineAskyPlugin({ name: "a", activate() {} });
  const tether = defineTetherPlugin({
    meta: { name: "t", version: "1.2.3" },
    initialize() {},
    start() {},
    stop() {},
  });
  const manager = managerOf([isolate(asky), isolate(tether)]);
  await run(manager);
  const common = {
    state: "started",
    dependencies: [],
    optionalDependencies: [],
    onFailure: "isolate",
    hooks: [],
    events: [],
    services: [],
    problems: [],
  };
  const [a, t] = manager.listStatus();
  expect(a).toEqual({
    ...common,
    name: "a",
    contract: "asky",
    version: "0.1.0",
    timings: { initMs: expect.any(Number) },
  });
  expect(t).toEqual({
    ...common,
    name: "t",
    contract: "tether",
    version: "1.2.3",
    timings: { initMs: expect.any(Number), startMs: expect.any(Number) },
  });
  for (const ms of Object.values(t?.timings ?? {})) expect(ms).toBeLessThan(performance.now());
  await manager.deactivateAll();
  const [stopped] = manager.listStatus();
  expect(stopped).toMatchObject({ state: "stopped", timings: { stopMs: expect.any(Number) } });
  expect(a?.timings).not.toHaveProperty("stopMs");
});

test("a roster's entry that was never loaded says where it would come from", async () => {
  await writeFile(
    join(configDir, "plugins.toml"),
    `[plugin.off]\nenabled = false\nmodule = "asky-plugin-off"\n[plugin.gone]\nenabled = true\nmodule = "asky-plugin-gone"\n`,
  );
  const manager = managerOf([]);
  await run(manager);
  const off = manager.listStatus().find(({ name }) => name === "off");
  const gone = manager.listStatus().find(({ name }) => name === "gone");
  expect(off).toMatchObject({ state: "disabled", module: "asky-plugin-off" });
  expect(gone).toMatchObject({ state: "failed", module: "asky-plugin-gone" });
  for (const plugin of [off, gone]) {
    for (const key of ["entry", "package", "contract", "version"]) expect(plugin).not.toHaveProperty(key);
  }
});

test.each([
  ["activate", defineAskyPlugin({ name: "p", activate: never })],
  [
    "initialize",
    defineTetherPlugin({ meta: { name: "p", version: "1.2.3" }, initialize: never, start() {}, stop() {} }),
  ],
  [
    "start",
    defineTetherPlugin({ meta: { name: "p", version: "1.2.3" }, initialize() {}, start: never, stop() {} }),
  ],
])("a step that hangs is named: %s()", async (method, plugin) => {
  const clock = createManualClock();
  const manager = managerOf([isolate(plugin)], clock);
  await manager.discoverAndLoad();
  let isOver = false;
  const done = (async () => {
    await manager.activateAll();
    await manager.startAll();
    isOver = true;
  })();
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(30_000);
  }
  await done;
  const [report] = manager.listStatus();
  expect(report).toMatchObject({
    state: "failed",
    problems: [
      { code: "PLUGIN_TIMED_OUT", message: expect.stringMatching(new RegExp(`${method}.*30.?000`, "s")) },
    ],
  });
});

test.each([
  ["deactivate", defineAskyPlugin({ name: "p", activate() {}, deactivate: never })],
  [
    "stop",
    defineTetherPlugin({ meta: { name: "p", version: "1.2.3" }, initialize() {}, start() {}, stop: never }),
  ],
])("an end that hangs is named: %s()", async (method, plugin) => {
  const clock = createManualClock();
  const manager = managerOf([isolate(plugin)], clock);
  await run(manager);
  let isOver = false;
  const done = manager.deactivateAll().then(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(30_000);
  }
  await done;
  const [report] = manager.listStatus();
  expect(report?.problems).toMatchObject([
    { code: "PLUGIN_TIMED_OUT", message: expect.stringContaining(method) },
  ]);
});

test("a plugin without start and stop is started and stopped all the same", async () => {
  const plugin = { meta: { name: "p", version: "1.2.3" }, initialize() {} };
  const manager = managerOf([isolate(plugin as never)]);
  await run(manager);
  expect(manager.listStatus()).toMatchObject([{ state: "started", contract: "tether", problems: [] }]);
  await manager.deactivateAll();
  expect(manager.listStatus()).toMatchObject([{ state: "stopped", problems: [] }]);
});

test("who depends on a plugin that failed in its start is stopped and skipped, with the way to the cause", async () => {
  const ended: string[] = [];
  const failing = defineTetherPlugin({
    meta: { name: "base", version: "1.2.3" },
    initialize() {},
    start: () => Promise.reject(new Error("boom")),
    stop: () => void ended.push("base"),
  });
  const dependent = defineAskyPlugin({
    name: "top",
    dependencies: ["base"],
    activate() {},
    deactivate: () => void ended.push("top"),
  });
  const manager = managerOf([isolate(failing), isolate(dependent)]);
  await run(manager);
  expect(ended).toEqual(["base", "top"]);
  expect(manager.listStatus()).toMatchObject([
    { name: "base", state: "failed" },
    { name: "top", state: "skipped", problems: [{ message: expect.stringContaining('"base"') }] },
  ]);
  await manager.deactivateAll();
  expect(ended).toEqual(["base", "top"]);
});
