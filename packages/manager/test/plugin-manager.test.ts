import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PassedPlugin, type PassedPluginEntry, PluginManager } from "@asky/manager";
import {
  AskyPlugin,
  type AskyPluginContext,
  createEvent,
  defineAskyPlugin,
  defineTetherPlugin,
  type TetherPluginContext,
} from "@asky/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

declare module "@asky/sdk" {
  interface EventMap {
    "notes.saved": { readonly id: string };
  }
  interface ServiceMap {
    notes: { readonly count: number };
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };
let configDir: string;

beforeEach(async () => {
  configDir = await mkdtemp(join(tmpdir(), "asky-manager-"));
});
afterEach(() => rm(configDir, { recursive: true, force: true }));

function managerOf(plugins: readonly (PassedPlugin | PassedPluginEntry)[], config = {}) {
  return new PluginManager(config, configDir, { plugins, logger: silent });
}

async function started(plugins: readonly (PassedPlugin | PassedPluginEntry)[], config = {}) {
  const manager = managerOf(plugins, config);
  await manager.discoverAndLoad();
  await manager.activateAll();
  await manager.startAll();
  return manager;
}

function codesOf(manager: PluginManager, name: string) {
  const plugin = manager.report().plugins.find((one) => one.name === name);
  return [plugin?.state, ...(plugin?.problems ?? []).map(({ code }) => code)];
}

const asky = (name: string, activate: (context: AskyPluginContext) => void | Promise<void>, extra = {}) =>
  defineAskyPlugin({ name, activate, ...extra });
const tether = (name: string, initialize: (context: TetherPluginContext) => void, extra = {}) =>
  defineTetherPlugin({ meta: { name, version: "1.0.0" }, initialize, ...extra });

describe("the life of plugins", () => {
  test("initialises both contracts in the order given, freezes, tells the config, starts, and stops in reverse", async () => {
    const calls: string[] = [];
    const log = (text: string) => () => void calls.push(text);
    class Counter extends AskyPlugin {
      readonly name = "counter";
      activate(context: AskyPluginContext) {
        calls.push("counter.activate");
        context.hooks.register("config_loaded", ({ config }) => {
          calls.push(`config_loaded ${JSON.stringify(config)} frozen=${context.hooks.isFrozen}`);
        });
      }
      override deactivate() {
        calls.push("counter.deactivate");
      }
    }
    const watcher = tether("watcher", log("watcher.initialize"), {
      start: log("watcher.start"),
      stop: log("watcher.stop"),
    });
    const manager = await started([watcher, new Counter()], { model: { provider: "offline" } });
    await manager.deactivateAll();
    await manager.deactivateAll();
    expect(calls).toEqual([
      "watcher.initialize",
      "counter.activate",
      'config_loaded {"model":{"provider":"offline"}} frozen=true',
      "watcher.start",
      "counter.deactivate",
      "watcher.stop",
    ]);
  });

  test("is inert without a roster and without plugins", async () => {
    const manager = await started([]);
    expect(manager.report()).toMatchObject({ plugins: [], problems: [] });
    await manager.deactivateAll();
    expect(await readdir(configDir)).toEqual([]);
  });

  test("reports a phase that is called out of order and does nothing", async () => {
    const manager = managerOf([asky("a", () => {})]);
    await manager.activateAll();
    await manager.discoverAndLoad();
    await manager.discoverAndLoad();
    await manager.startAll();
    expect(manager.report().problems.map(({ code }) => code)).toEqual(Array(3).fill("LIFECYCLE_ORDER"));
    expect(manager.isActive("a")).toBe(false);
    expect(manager.getPlugin("a")).toBeUndefined();
  });

  test("runs phases one after the other, also when they are not awaited", async () => {
    const calls: string[] = [];
    const plugin = asky(
      "a",
      async () => {
        await new Promise((resolve) => setImmediate(resolve));
        calls.push("activated");
      },
      { deactivate: () => void calls.push("deactivated") },
    );
    const manager = managerOf([plugin]);
    void manager.discoverAndLoad();
    void manager.activateAll();
    await manager.deactivateAll();
    expect(calls).toEqual(["activated", "deactivated"]);
  });
});

describe("a context", () => {
  test("is frozen and has what its contract says", async () => {
    let given: AskyPluginContext | undefined;
    let watched: TetherPluginContext | undefined;
    await writeFile(join(configDir, "plugins.toml"), "");
    const manager = await started(
      [
        asky("notes", (context) => {
          given = context;
        }),
        tether("watcher", (context) => {
          watched = context;
        }),
      ],
      { sandbox: { allowed_dirs: ["/a"] } },
    );
    expect(Object.isFrozen(given) && Object.isFrozen(watched)).toBe(true);
    expect(given).toMatchObject({
      pluginName: "notes",
      config: {},
      globalConfig: { sandbox: { allowed_dirs: ["/a"] } },
      configDir,
      dataDir: join(configDir, "plugins", "notes"),
    });
    expect(watched).toMatchObject({ pluginName: "watcher", pluginConfig: {}, config: given?.globalConfig });
    expect(Object.isFrozen(given?.globalConfig.sandbox?.allowed_dirs)).toBe(true);
    const data = await stat(given?.dataDir ?? "");
    expect(data.mode & 0o777).toBe(0o700);
    await manager.deactivateAll();
    expect(given?.signal.aborted).toBe(true);
  });

  test("stamps the plugin's name on callbacks, events and services", async () => {
    const sources: string[] = [];
    const manager = await started([
      asky("notes", ({ hooks, eventBus, services }) => {
        hooks.register("session_end", function onEnd() {}, 7);
        eventBus.subscribe("notes.saved", (event) => void sources.push(event.source));
        services.provide("notes", { count: 3 });
      }),
      asky("writer", async ({ eventBus }) => {
        await eventBus.emit({ ...createEvent("notes.saved", { id: "1" }), source: "host" });
      }),
    ]);
    expect(sources).toEqual(["writer"]);
    expect(manager.services.get("notes")).toEqual({ count: 3 });
    expect(manager.report().plugins[0]).toMatchObject({
      hooks: [{ point: "session_end", priority: 7, callback: "onEnd" }],
      events: ["notes.saved"],
      services: ["notes"],
    });
  });

  test("refuses a host's event from a plugin", async () => {
    const manager = await started([
      asky("forger", ({ eventBus }) => void eventBus.emit(createEvent("tool.allowed", {} as never))),
    ]);
    expect(codesOf(manager, "forger")).toEqual(["failed", "ACTIVATE_FAILED"]);
    expect(manager.report().plugins[0]?.problems[0]?.causes?.[0]).toContain('"tool.allowed"');
  });

  test("offers no way to call or freeze the hooks", async () => {
    let names: string[] = [];
    await started([
      asky("a", ({ hooks }) => {
        names = Object.keys(hooks);
      }),
    ]);
    expect(names.sort()).toEqual(["isFrozen", "register", "unregister"]);
  });

  test("lets a plugin unregister its own callbacks only, and only while it is activated", async () => {
    const calls: string[] = [];
    const shared = () => void calls.push("shared");
    let off = () => {};
    const manager = await started([
      asky("a", ({ hooks }) => void hooks.register("session_end", shared)),
      asky("b", ({ hooks, defer }) => {
        hooks.unregister("session_end", shared);
        off = hooks.register("session_end", shared);
        defer(() => off());
      }),
    ]);
    expect(off).toThrow(expect.objectContaining({ code: "HOOKS_FROZEN", plugin: "b" }));
    await manager.hookRegistry.invoke("session_end", { sessionId: "s" });
    expect(calls).toEqual(["shared", "shared"]);
    await manager.deactivateAll();
    expect(codesOf(manager, "b")).toEqual(["stopped"]);
  });

  test("undoes what was left with it in reverse, after deactivate, each attempted", async () => {
    const calls: string[] = [];
    const manager = await started([
      asky(
        "a",
        ({ use, defer, signal }) => {
          signal.addEventListener("abort", () => calls.push("abort"));
          use({ [Symbol.dispose]: () => calls.push("first") });
          defer(() => {
            throw new Error("second fails");
          });
          use({ [Symbol.asyncDispose]: async () => void calls.push("third") });
        },
        { deactivate: () => void calls.push("deactivate") },
      ),
    ]);
    await manager.deactivateAll();
    expect(calls).toEqual(["abort", "deactivate", "third", "first"]);
    expect(codesOf(manager, "a")).toEqual(["stopped", "UNDO_FAILED"]);
  });

  test("ends without a fault where the plugin has no method for it", async () => {
    const manager = await started([{ name: "plain", activate() {} } as never as PassedPlugin]);
    await manager.deactivateAll();
    expect(codesOf(manager, "plain")).toEqual(["stopped"]);
  });

  test("refuses to work after the plugin's end", async () => {
    let kept: AskyPluginContext | undefined;
    let handled = 0;
    const manager = await started([
      asky("a", (context) => {
        kept = context;
        context.eventBus.subscribe("notes.saved", () => void handled++);
      }),
    ]);
    await manager.deactivateAll();
    const fenced = expect.objectContaining({ code: "PLUGIN_FENCED", plugin: "a" });
    const late: readonly (() => unknown)[] = [
      () => kept?.hooks.register("session_end", () => {}),
      () => kept?.eventBus.subscribe("notes.saved", () => {}),
      () => kept?.eventBus.emit(createEvent("notes.saved", { id: "1" })),
      () => kept?.services.provide("notes", { count: 1 }),
      () => kept?.services.when("notes", () => {}),
      () => kept?.defer(() => {}),
      () => kept?.use({ [Symbol.dispose]() {} }),
    ];
    for (const attempt of late) expect(attempt).toThrow(fenced);
    expect(late.at(-1)).toThrow(fenced);
    const refused = (action: string) => ({
      severity: "warning",
      code: "PLUGIN_FENCED",
      phase: "stop",
      plugin: "a",
      message: `"a" called ${action} after it had stopped or failed; nothing was done.`,
      hint: "End the work when the signal that came with it aborts.",
    });
    expect(manager.report().plugins[0]?.problems).toEqual([
      refused("hooks.register()"),
      refused("eventBus.subscribe()"),
      refused("eventBus.emit()"),
      refused("services.provide()"),
      refused("services.when()"),
      refused("context.defer()"),
      { ...refused("context.use()"), count: 2 },
    ]);
    await manager.eventBus.emit(createEvent("notes.saved", { id: "1" }));
    expect(handled).toBe(0);
    expect(manager.services.get("notes")).toBeUndefined();
  });
});

describe("a plugin that fails", () => {
  const leaky = ({ hooks, eventBus, services }: AskyPluginContext) => {
    hooks.register("session_end", () => {
      throw new Error("must never be called");
    });
    eventBus.subscribe("notes.saved", () => {
      throw new Error("must never be called");
    });
    services.provide("notes", { count: 1 });
  };

  test.each([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
    ],
    [
      "throws null",
      () => {
        throw null;
      },
    ],
    ["rejects", () => Promise.reject(new Error("boom"))],
  ])("in activate (%s) is rolled back, named, and harms nobody else", async (_, fail) => {
    const undone: string[] = [];
    const manager = await started([
      {
        plugin: asky("bad", (context) => {
          leaky(context);
          context.defer(() => void undone.push("bad"));
          return fail();
        }),
        onFailure: "isolate",
      },
      asky("good", () => {}),
    ]);
    expect(undone).toEqual(["bad"]);
    expect(codesOf(manager, "bad")).toEqual(["failed", "ACTIVATE_FAILED"]);
    expect(codesOf(manager, "good")).toEqual(["started"]);
    expect(manager.report().plugins[0]).toMatchObject({
      hooks: [],
      events: [],
      services: [],
      onFailure: "isolate",
    });
    await manager.hookRegistry.invoke("session_end", { sessionId: "s" });
    await manager.eventBus.emit(createEvent("notes.saved", { id: "1" }));
    expect(manager.services.get("notes")).toBeUndefined();
    expect(codesOf(manager, "bad")).toEqual(["failed", "ACTIVATE_FAILED"]);
  });

  test("since its data directory cannot be made is not activated, and the place is named", async () => {
    const activated: string[] = [];
    await mkdir(join(configDir, "plugins"));
    await writeFile(join(configDir, "plugins", "bad"), "no folder");
    const manager = await started([
      { plugin: asky("bad", () => void activated.push("bad")), onFailure: "isolate" },
      asky("good", () => void activated.push("good")),
    ]);
    expect(activated).toEqual(["good"]);
    expect(manager.report().plugins).toMatchObject([
      {
        state: "failed",
        hooks: [],
        problems: [{ code: "ACTIVATE_FAILED", place: { file: join(configDir, "plugins", "bad") } }],
      },
      { state: "started", problems: [] },
    ]);
  });

  test("to undo something is reported for the phase in which it had to", async () => {
    const leave = ({ defer }: Pick<AskyPluginContext, "defer">) => {
      defer(() => Promise.reject(new Error("boom")));
    };
    const fail = () => Promise.reject(new Error("boom"));
    const activates = asky("activates", (context) => {
      leave(context);
      return fail();
    });
    const starts = tether("starts", leave, { start: fail });
    const depends = asky("depends", leave, { dependencies: ["starts"] });
    const stops = asky("stops", leave);
    const manager = await started(
      [activates, starts, depends, stops].map((plugin) => ({ plugin, onFailure: "isolate" })),
    );
    await manager.deactivateAll();
    const undone = manager.report().plugins.map(({ name, problems }) => {
      return [name, problems.find(({ code }) => code === "UNDO_FAILED")?.phase];
    });
    expect(Object.fromEntries(undone)).toEqual({
      activates: "init",
      starts: "start",
      depends: "start",
      stops: "stop",
    });
  });

  test("skips its dependents, and theirs", async () => {
    const reached: string[] = [];
    const manager = await started([
      asky("base", () => {
        throw new Error("boom");
      }),
      asky("middle", () => void reached.push("middle"), { dependencies: ["base"] }),
      asky("top", () => void reached.push("top"), { dependencies: ["middle"] }),
      asky("aside", () => void reached.push("aside")),
    ]);
    expect(reached).toEqual(["aside"]);
    expect(codesOf(manager, "middle")).toEqual(["skipped", "DEPENDENCY_FAILED"]);
    expect(codesOf(manager, "top")).toEqual(["skipped", "DEPENDENCY_FAILED"]);
  });

  test("in start is stopped and undone, and so are its dependents", async () => {
    const calls: string[] = [];
    const manager = await started([
      tether("base", ({ defer }) => defer(() => void calls.push("base undone")), {
        start: () => {
          throw new Error("boom");
        },
        stop: () => void calls.push("base.stop"),
      }),
      asky("top", () => {}, { dependencies: ["base"], deactivate: () => void calls.push("top.deactivate") }),
    ]);
    expect(codesOf(manager, "base")).toEqual(["failed", "START_FAILED"]);
    expect(codesOf(manager, "top")).toEqual(["skipped", "DEPENDENCY_FAILED"]);
    expect(calls).toEqual(["base.stop", "base undone", "top.deactivate"]);
    calls.length = 0;
    await manager.deactivateAll();
    expect(calls).toEqual([]);
  });

  test("in stop is reported as a warning and the others still stop", async () => {
    const calls: string[] = [];
    const manager = await started([
      asky("first", () => {}, { deactivate: () => void calls.push("first") }),
      asky("second", () => {}, { deactivate: () => Promise.reject(new Error("stuck")) }),
    ]);
    await manager.deactivateAll();
    expect(calls).toEqual(["first"]);
    expect(codesOf(manager, "second")).toEqual(["stopped", "DEACTIVATE_FAILED"]);
    expect(manager.listStatus()[1]?.problems[0]?.severity).toBe("warning");
  });

  test("in a hook is counted once per cause, and skipped after the third time", async () => {
    const manager = await started([
      asky(
        "bad",
        ({ hooks }) =>
          void hooks.register("session_end", () => {
            throw new Error("boom");
          }),
      ),
    ]);
    for (let round = 0; round < 1000; round++)
      await manager.hookRegistry.invoke("session_end", { sessionId: "s" });
    expect(manager.report().plugins[0]?.problems).toMatchObject([
      { code: "CALLBACK_FAILED", count: 3 },
      { code: "BREAKER_OPEN" },
    ]);
  });

  test("in an event handler is reported under its name", async () => {
    const manager = await started([
      tether("bad", ({ eventBus }) => {
        eventBus.subscribe("notes.saved", async () => {
          throw new Error("boom");
        });
      }),
    ]);
    await manager.eventBus.emit(createEvent("notes.saved", { id: "1" }));
    expect(codesOf(manager, "bad")).toEqual(["started", "HANDLER_FAILED"]);
  });
});

describe("a plugin passed in code", () => {
  test("of a name that is taken is refused, and the first one stays", async () => {
    const reached: string[] = [];
    const manager = await started([
      asky("twin", () => void reached.push("first")),
      asky("twin", () => void reached.push("second")),
    ]);
    expect(reached).toEqual(["first"]);
    expect(manager.report().plugins).toHaveLength(1);
    expect(codesOf(manager, "twin")).toEqual(["started", "ALREADY_REGISTERED"]);
  });

  test.each([
    ["with an illegal name", asky("../evil", () => {})],
    ["that is nothing", undefined],
    ["that is a text", "notes"],
    [
      "that traps",
      new Proxy(
        {},
        {
          get() {
            throw new Error("trap");
          },
        },
      ),
    ],
  ])("%s is reported and harms nobody", async (_, plugin) => {
    const manager = await started([plugin as PassedPlugin, asky("good", () => {})]);
    const report = manager.report();
    const problems = [...report.problems, ...report.plugins.flatMap((one) => one.problems)];
    expect(problems).toHaveLength(1);
    expect(problems[0]?.severity).toBe("error");
    expect(manager.isActive("good")).toBe(true);
    expect((await readdir(join(configDir, "plugins"))).sort()).toEqual(["good"]);
  });
});
