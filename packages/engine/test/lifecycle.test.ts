import { join } from "node:path";
import { buildEngine } from "@asky/engine";
import { createConsoleLogger } from "@asky/manager";
import { defineAskyPlugin, defineTetherPlugin, ENGINE_STARTED, ENGINE_STOPPED, MESSAGE_IN } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { readAuditLog } from "./audit-log.ts";
import { makeEngine, startEngine } from "./running-engine.ts";
import { scriptedModel } from "./scripted-model.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** An Asky plugin that notes down what it goes through. */
function asky(name: string, trace: string[], dependencies: readonly string[] = []) {
  return defineAskyPlugin({
    name,
    dependencies,
    activate({ hooks }) {
      trace.push(`${name} activate`);
      hooks.register("config_loaded", () => trace.push(`${name} config_loaded`));
      hooks.register("session_start", () => trace.push(`${name} session_start`));
      hooks.register("session_end", () => trace.push(`${name} session_end`));
      hooks.register("daemon_server_register", ({ servers }) => {
        servers.push({
          name: `${name}_server`,
          start: () => void trace.push(`${name} server start`),
          stop: () => void trace.push(`${name} server stop`),
          isRunning: () => true,
        });
      });
    },
    deactivate: () => void trace.push(`${name} deactivate`),
  });
}

/** A Tether plugin that does the same. */
function tether(name: string, trace: string[]) {
  return defineTetherPlugin({
    meta: { name, version: "1.0.0" },
    initialize({ eventBus }) {
      trace.push(`${name} initialize`);
      eventBus.subscribe(ENGINE_STARTED, () => trace.push(`${name} engine.started`));
      eventBus.subscribe(ENGINE_STOPPED, () => trace.push(`${name} engine.stopped`));
    },
    start: () => void trace.push(`${name} start`),
    stop: () => void trace.push(`${name} stop`),
  });
}

describe("buildEngine", () => {
  test("makes an engine without reading or writing anything", async () => {
    const configDir = join(await temporaryFolder(), "not", "there");
    const engine = buildEngine({ configDir, plugins: [tether("metrics", [])] });
    expect(engine.report()).toMatchObject({ configDir, plugins: [], problems: [] });
  });

  test("refuses something that is no model", () => {
    expect(() => buildEngine({ model: {} as never })).toThrow(TypeError);
  });
});

describe("start-up", () => {
  test("initialises all plugins in order, freezes the hooks, fires config_loaded, then starts", async () => {
    const trace: string[] = [];
    const late = defineAskyPlugin({
      name: "late",
      activate({ hooks }) {
        hooks.register("config_loaded", () => trace.push(`late config_loaded, frozen: ${hooks.isFrozen}`));
      },
    });
    const engine = await startEngine({ plugins: [tether("metrics", trace), asky("notes", trace), late] });
    await new Promise(setImmediate);
    expect(trace).toEqual([
      "metrics initialize",
      "notes activate",
      "late config_loaded, frozen: true",
      "notes config_loaded",
      "metrics start",
      "metrics engine.started",
    ]);
    expect(engine.report().plugins.map(({ name, state }) => [name, state])).toEqual([
      ["audit", "started"],
      ["metrics", "started"],
      ["notes", "started"],
      ["late", "started"],
    ]);
  });

  test("puts the plugins of the roster after those passed in code", async () => {
    const source = (name: string) =>
      `export default class { name = "${name}"; version = "1.0.0"; dependencies = []; activate() {} deactivate() {} }`;
    const manifest = (name: string) =>
      JSON.stringify({ name, version: "1.0.0", type: "module", exports: "./index.js" });
    const configDir = await temporaryFolder({
      "plugins.toml": '[plugin.alpha]\nenabled = true\nmodule = "asky-plugin-alpha"\n',
      "node_modules/asky-plugin-alpha/package.json": manifest("asky-plugin-alpha"),
      "node_modules/asky-plugin-alpha/index.js": source("alpha"),
    });
    const engine = await startEngine({ configDir, plugins: [tether("zeta", [])] });
    expect(engine.report().plugins.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "audit started",
      "zeta started",
      "alpha started",
    ]);
  });

  test("offers the services status and audit", async () => {
    const engine = await startEngine();
    expect(engine.services.get("status")?.report()).toEqual(engine.report());
    await engine.services.get("audit")?.logOperation({ sessionId: "s", operation: "tested", details: {} });
    const log = await readAuditLog(engine.report().configDir);
    expect(log).toMatchObject([{ event: "operation", operation: "tested" }]);
  });

  test("goes on without a roster plugin that cannot be loaded, and reports it", async () => {
    const configDir = await temporaryFolder({
      "plugins.toml": '[plugin.gone]\nenabled = true\nmodule = "asky-plugin-gone"\n',
    });
    const engine = await startEngine({ configDir });
    const gone = engine.report().plugins.find(({ name }) => name === "gone");
    expect(gone).toMatchObject({ state: "failed", problems: [{ code: "PACKAGE_NOT_FOUND" }] });
    expect((await engine.handleMessage({ text: "What time is it?" })).stopReason).toBe("answered");
  });

  test("a second start-up is refused", async () => {
    const engine = await startEngine();
    await expect(engine.startup()).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
  });
});

describe("a plugin whose failure aborts", () => {
  const failing = defineAskyPlugin({
    name: "failing",
    activate() {
      throw new Error("no disk", { cause: new Error("quota") });
    },
  });

  test("stops what has started and rejects with its name and the cause", async () => {
    const trace: string[] = [];
    const engine = await makeEngine({ plugins: [tether("metrics", trace), failing] });
    const error = await engine.startup().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "STARTUP_ABORTED",
      plugin: "failing",
      cause: { code: "ACTIVATE_FAILED", cause: { message: "no disk", cause: { message: "quota" } } },
    });
    expect(trace).toEqual(["metrics initialize", "metrics stop"]);
    await expect(engine.handleMessage({ text: "Hello" })).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
    expect(await engine.shutdown()).toMatchObject({ steps: [] });
  });

  test("does not abort when its failure is isolated", async () => {
    const engine = await startEngine({ plugins: [{ plugin: failing, onFailure: "isolate" }] });
    expect(engine.report().plugins.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "audit started",
      "failing failed",
    ]);
  });

  test("a plugin named audit cannot take the host's place", async () => {
    const engine = await makeEngine({ plugins: [tether("audit", [])] });
    await expect(engine.startup()).rejects.toMatchObject({
      code: "STARTUP_ABORTED",
      plugin: "audit",
      cause: { code: "ALREADY_REGISTERED" },
    });
  });

  test("a value that is no plugin aborts", async () => {
    const engine = await makeEngine({ plugins: [42 as never] });
    await expect(engine.startup()).rejects.toMatchObject({ code: "STARTUP_ABORTED" });
  });
});

describe("shut-down", () => {
  test("ends turns, sessions, servers and plugins in this order", async () => {
    const trace: string[] = [];
    const plugins = [tether("metrics", trace), asky("notes", trace), asky("tasks", trace)];
    const engine = await startEngine({ plugins, model: scriptedModel(["Yes."]) });
    await engine.serve();
    await engine.handleMessage({ text: "Hello", sessionId: "one" });
    await engine.handleMessage({ text: "Hello", sessionId: "two" });
    trace.length = 0;
    const { steps } = await engine.shutdown();
    expect(trace).toEqual([
      "notes session_end",
      "tasks session_end",
      "notes session_end",
      "tasks session_end",
      "metrics engine.stopped",
      "tasks server stop",
      "notes server stop",
      "tasks deactivate",
      "notes deactivate",
      "metrics stop",
    ]);
    expect(steps.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "turns 0",
      "session one",
      "session two",
      "event engine.stopped",
      "server tasks_server",
      "server notes_server",
      "plugin tasks",
      "plugin notes",
      "plugin metrics",
      "plugin audit",
      `audit ${join(engine.report().configDir, "audit")}`,
    ]);
    expect(engine.report().plugins.every(({ timings }) => timings.stopMs !== undefined)).toBe(true);
  });

  test("goes on when everything in it fails", async () => {
    const trace: string[] = [];
    const broken = defineAskyPlugin({
      name: "broken",
      activate({ hooks, eventBus }) {
        hooks.register("session_end", () => Promise.reject(null));
        eventBus.subscribe(ENGINE_STOPPED, () => {
          throw new Error("handler");
        });
        hooks.register("daemon_server_register", ({ registerServer }) =>
          registerServer({
            name: "broken_server",
            start() {},
            stop: () => Promise.reject(new Error("port")),
            isRunning: () => true,
          }),
        );
      },
      deactivate() {
        throw new Error("deactivate");
      },
    });
    const engine = await startEngine({
      plugins: [asky("notes", trace), broken],
      model: scriptedModel(["Yes."]),
    });
    await engine.serve();
    await engine.handleMessage({ text: "Hello" });
    await engine.shutdown();
    const codes = engine.report().plugins.flatMap(({ problems }) => problems.map(({ code }) => code));
    expect(codes.toSorted()).toEqual([
      "CALLBACK_FAILED",
      "DEACTIVATE_FAILED",
      "HANDLER_FAILED",
      "SERVER_STOP_FAILED",
    ]);
    expect(trace.slice(-2)).toEqual(["notes server stop", "notes deactivate"]);
  });

  test("interrupts the running turn and waits for it", async () => {
    const { promise: asked, resolve: isAsked } = withResolvers();
    const engine = await startEngine({
      model: {
        name: "endless",
        async *generate() {
          isAsked();
          await new Promise(() => {});
          yield { type: "end", reason: "stop" };
        },
      },
    });
    const turn = engine.handleMessage({ text: "Hello" });
    const waiting = engine.handleMessage({ text: "And this?" });
    await asked;
    expect((await engine.shutdown()).steps[0]).toMatchObject({ kind: "turns", name: "2" });
    expect((await turn).stopReason).toBe("interrupted");
    expect((await waiting).stopReason).toBe("interrupted");
  });

  test("before the start-up it does nothing, and the engine can still start", async () => {
    const engine = await makeEngine();
    expect(await engine.shutdown()).toMatchObject({ steps: [] });
    await engine.startup();
    expect(engine.report().plugins).toHaveLength(1);
  });

  test("called several times it happens once, with one promise", async () => {
    const trace: string[] = [];
    const engine = await startEngine({ plugins: [tether("metrics", trace)] });
    const calls = [engine.shutdown(), engine.shutdown()];
    expect(calls[0]).toBe(calls[1]);
    await Promise.all(calls);
    await engine.shutdown();
    expect(trace.filter((entry) => entry === "metrics stop")).toHaveLength(1);
  });

  test("during the start-up it waits for it, then stops", async () => {
    const trace: string[] = [];
    const engine = await makeEngine({ plugins: [tether("metrics", trace)] });
    const startup = engine.startup();
    const shutdown = engine.shutdown();
    await Promise.all([startup, shutdown]);
    expect(trace.at(-1)).toBe("metrics stop");
    await expect(engine.handleMessage({ text: "Hello" })).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
  });

  test("no message is taken afterwards", async () => {
    const trace: string[] = [];
    const engine = await startEngine();
    engine.eventBus.subscribe(MESSAGE_IN, () => trace.push("message.in"));
    const shutdown = engine.shutdown();
    await expect(engine.handleMessage({ text: "Hello" })).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
    await expect(engine.serve()).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
    await expect(engine.endSession("one")).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
    await shutdown;
    expect(trace).toEqual([]);
  });
});

test("the engine writes its problems to the given logger", async () => {
  const lines: string[] = [];
  const logger = createConsoleLogger({ stream: { write: (line) => lines.push(line) } });
  const configDir = await temporaryFolder({ "config.toml": "limits = 3" });
  await startEngine({ configDir, logger });
  expect(lines.join("")).toContain("CONFIG_INVALID");
});

function withResolvers(): { promise: Promise<unknown>; resolve: (value?: unknown) => void } {
  let resolve = (_value?: unknown): void => {};
  const promise = new Promise<unknown>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
