import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { createOwnerTracking, type PassedPlugin, PluginManager } from "@asky/manager";
import { createMemoryLogger } from "@asky/manager/testing";
import { defineAskyPlugin, defineTetherPlugin, type PluginReport, type Undo } from "@asky/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let configDir = "";
let uninstall: Undo = () => {};
const owners = createOwnerTracking();

beforeEach(async () => {
  configDir = await mkdtemp(join(tmpdir(), "asky-strays-"));
  uninstall = owners.install();
});
afterEach(async () => {
  uninstall();
  await rm(configDir, { recursive: true, force: true });
});

/** Long enough for everything that is due, without a clock. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await setImmediate();
}

const stray = (): void => void Promise.reject(new Error("boom"));

function managerOf(plugins: readonly PassedPlugin[], onFailed?: (plugin: PluginReport) => void) {
  return new PluginManager({}, configDir, {
    plugins: plugins.map((plugin) => ({ plugin, onFailure: "isolate" as const })),
    logger: createMemoryLogger(),
    owners,
    ...(onFailed && { onFailed }),
  });
}

async function run(manager: PluginManager): Promise<void> {
  await manager.discoverAndLoad();
  await manager.activateAll();
  await manager.startAll();
}

const stateOf = (manager: PluginManager, name: string) =>
  manager.listStatus().find((plugin) => plugin.name === name)?.state;
const problemsOf = (manager: PluginManager, name: string) =>
  manager.listStatus().find((plugin) => plugin.name === name)?.problems ?? [];

describe("a failure that nobody caught", () => {
  test("at work ends the plugin and, in reverse, those that depend on it, and no others", async () => {
    const ended: string[] = [];
    const failed: string[] = [];
    const one = (name: string, dependencies: readonly string[] = []) =>
      defineAskyPlugin({
        name,
        dependencies,
        activate({ hooks, defer }) {
          hooks.register("session_start", () => {
            if (name === "base") stray();
          });
          defer(() => void ended.push(name));
        },
      });
    const plugins = [
      one("other"),
      one("base"),
      one("middle", ["base"]),
      one("top", ["middle"]),
      one("apart", ["other"]),
    ];
    const manager = managerOf(plugins, ({ name, state }) => failed.push(`${name} ${state}`));
    await run(manager);
    const session = { sessionId: "s1", sessionName: "", isNew: true, researchMode: false };
    await manager.hookRegistry.invoke("session_start", session);
    await turns();
    const states = manager.listStatus().map(({ name, state }) => `${name} ${state}`);
    expect(states.sort()).toEqual([
      "apart started",
      "base failed",
      "middle skipped",
      "other started",
      "top skipped",
    ]);
    expect(ended).toEqual(["base", "top", "middle"]);
    expect(failed.sort()).toEqual(["base failed", "middle skipped", "top skipped"]);
    expect(problemsOf(manager, "base")).toMatchObject([{ code: "STRAY_FAILURE", phase: "serve" }]);
    expect(problemsOf(manager, "top")[0]?.message).toContain('"middle"');
    await manager.deactivateAll();
    expect(ended).toEqual(["base", "top", "middle", "apart", "other"]);
  });

  test("between two phases is one at work, too", async () => {
    let go = (): void => {};
    const plugin = defineTetherPlugin({
      meta: { name: "p", version: "1.2.3" },
      initialize: ({ eventBus }) => {
        eventBus.subscribe("engine.stopped", () => stray());
        go = () => void eventBus;
      },
      start() {},
      stop() {},
    });
    const manager = managerOf([plugin]);
    await manager.discoverAndLoad();
    await manager.activateAll();
    go();
    const { createEvent } = await import("@asky/sdk");
    await manager.eventBus.emit(createEvent("engine.stopped", {}));
    await turns();
    expect(stateOf(manager, "p")).toBe("failed");
    expect(problemsOf(manager, "p")).toMatchObject([{ code: "STRAY_FAILURE", phase: "serve" }]);
    await manager.startAll();
    expect(stateOf(manager, "p")).toBe("failed");
    await manager.deactivateAll();
  });

  test("on the way to activation rolls the plugin back, although activate resolves", async () => {
    const ended: string[] = [];
    const plugin = defineAskyPlugin({
      name: "p",
      async activate({ hooks, defer }) {
        hooks.register("session_end", () => {});
        defer(() => void ended.push("undone"));
        stray();
        await setImmediate();
      },
      deactivate: () => void ended.push("deactivated"),
    });
    const manager = managerOf([plugin], ({ name }) => ended.push(`${name} failed at work`));
    await run(manager);
    expect(stateOf(manager, "p")).toBe("failed");
    expect(ended).toEqual(["undone"]);
    expect(manager.hookRegistry.point("session_end").size).toBe(0);
    expect(problemsOf(manager, "p")).toMatchObject([{ code: "STRAY_FAILURE", phase: "init" }]);
    await manager.deactivateAll();
  });

  test("on the way to a start ends the plugin, although start resolves", async () => {
    let stops = 0;
    const plugin = defineTetherPlugin({
      meta: { name: "p", version: "1.2.3" },
      initialize() {},
      async start() {
        stray();
        await setImmediate();
      },
      stop: () => void stops++,
    });
    const dependent = defineAskyPlugin({ name: "q", dependencies: ["p"], activate() {} });
    const lost: string[] = [];
    const manager = managerOf([plugin, dependent], ({ name }) => lost.push(name));
    await run(manager);
    await turns();
    expect(stateOf(manager, "p")).toBe("failed");
    expect(stateOf(manager, "q")).toBe("skipped");
    expect(lost).toEqual(["p"]);
    expect(stops).toBe(1);
    await manager.deactivateAll();
    expect(stops).toBe(1);
  });

  test("at work lets a dependent that is on its way arrive, and then ends it", async () => {
    const calls: string[] = [];
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const base = defineAskyPlugin({
      name: "base",
      activate: () => void released.then(stray),
    });
    const top = defineAskyPlugin({
      name: "top",
      dependencies: ["base"],
      async activate() {
        release();
        await turns();
        calls.push(`activated, base ${stateOf(manager, "base")}`);
      },
      deactivate: () => void calls.push("deactivated"),
    });
    const manager = managerOf([base, top]);
    await run(manager);
    await turns();
    expect(calls).toEqual(["activated, base failed", "deactivated"]);
    expect(stateOf(manager, "top")).toBe("skipped");
    await manager.deactivateAll();
  });

  test("at work counts from that moment, and what cannot be undone is reported as of then", async () => {
    const states: (string | undefined)[] = [];
    const undoing = { defer: (_: () => Promise<never>) => {} };
    const leave = ({ defer }: typeof undoing) => defer(() => Promise.reject(new Error("no")));
    const base = defineAskyPlugin({
      name: "base",
      activate({ hooks, defer }) {
        leave({ defer });
        hooks.register("session_end", stray);
      },
      deactivate: () => void states.push(stateOf(manager, "base")),
    });
    const top = defineAskyPlugin({
      name: "top",
      dependencies: ["base"],
      activate: ({ defer }) => leave({ defer }),
    });
    const manager = managerOf([base, top]);
    await run(manager);
    await manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
    await turns();
    await manager.deactivateAll();
    expect(states).toEqual(["failed"]);
    const phases = ["base", "top"].map(
      (name) => problemsOf(manager, name).find(({ code }) => code === "UNDO_FAILED")?.phase,
    );
    expect(phases).toEqual(["serve", "serve"]);
  });

  test("after the end is reported and changes nothing", async () => {
    const plugin = defineAskyPlugin({
      name: "p",
      activate({ defer }) {
        defer(async () => {
          setImmediate().then(stray, () => {});
        });
      },
    });
    const manager = managerOf([plugin]);
    await run(manager);
    await manager.deactivateAll();
    await turns();
    expect(stateOf(manager, "p")).toBe("stopped");
    expect(problemsOf(manager, "p")).toMatchObject([{ code: "STRAY_FAILURE", phase: "stop" }]);
  });

  test("of a module that was just imported keeps its plugin from being activated", async () => {
    const folder = join(configDir, "node_modules", "asky-plugin-hasty");
    const { mkdir } = await import("node:fs/promises");
    await mkdir(folder, { recursive: true });
    const about = { name: "asky-plugin-hasty", version: "1.0.0", type: "module", exports: "./index.js" };
    await writeFile(join(folder, "package.json"), JSON.stringify(about));
    await writeFile(
      join(folder, "index.js"),
      `void Promise.reject(new Error("boom"));
       export default { name: "hasty", activate() { globalThis.hastyWasActivated = true; } };`,
    );
    await writeFile(
      join(configDir, "plugins.toml"),
      `[plugin.hasty]\nenabled = true\nmodule = "asky-plugin-hasty"\n`,
    );
    const manager = managerOf([]);
    await manager.discoverAndLoad();
    await turns();
    await manager.activateAll();
    expect(stateOf(manager, "hasty")).toBe("failed");
    expect(problemsOf(manager, "hasty")).toMatchObject([{ code: "STRAY_FAILURE", phase: "load" }]);
    expect("hastyWasActivated" in globalThis).toBe(false);
    await manager.deactivateAll();
  });
});

test("what a step changes for all code is put down to its plugin, and to no other", async () => {
  const culprit = defineTetherPlugin({
    meta: { name: "culprit", version: "1.2.3" },
    initialize() {
      process.env.ASKY_STRAYS_TEST = "1";
    },
    start() {
      process.env.ASKY_STRAYS_START = "1";
    },
  });
  const bystander = defineTetherPlugin({
    meta: { name: "bystander", version: "1.2.3" },
    initialize() {},
    start() {},
  });
  const manager = managerOf([culprit, bystander]);
  await run(manager);
  delete process.env.ASKY_STRAYS_TEST;
  delete process.env.ASKY_STRAYS_START;
  expect(problemsOf(manager, "bystander")).toEqual([]);
  expect(problemsOf(manager, "culprit")).toMatchObject([
    { phase: "init", message: expect.stringContaining("ASKY_STRAYS_TEST") },
    { phase: "start", message: expect.stringContaining("ASKY_STRAYS_START") },
  ]);
  await manager.deactivateAll();
});
