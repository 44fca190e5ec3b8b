import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOwnerTracking, type OwnerTracking, type PassedPlugin, PluginManager } from "@asky/manager";
import { createManualClock } from "@asky/manager/testing";
import {
  type AskyPluginContext,
  createEvent,
  defineAskyPlugin,
  PluginError,
  type Problem,
  type Services,
} from "@asky/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigDir, reportOf } from "./config-dir.ts";

declare module "@asky/sdk" {
  interface EventMap {
    "work.begun": { readonly n: number };
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const never = () => new Promise<never>(() => {});
const turn = { id: "t1", sessionId: "s1", chatId: "c1", userId: "u1" };

let configDir: string;
let owners: OwnerTracking;
beforeEach(async () => {
  configDir = await mkdtemp(join(tmpdir(), "asky-owners-"));
  owners = createOwnerTracking();
});
afterEach(() => rm(configDir, { recursive: true, force: true }));

const asky = (name: string, activate: (context: AskyPluginContext) => void | Promise<void>, more = {}) =>
  defineAskyPlugin({ name, activate, ...more });

async function started(plugins: readonly PassedPlugin[], options = {}) {
  const entries = plugins.map((plugin) => ({ plugin, onFailure: "isolate" as const }));
  const manager = new PluginManager({}, configDir, { plugins: entries, logger: silent, owners, ...options });
  await manager.discoverAndLoad();
  await manager.activateAll();
  await manager.startAll();
  return manager;
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return PluginError.is(error) ? error.code : String(error);
  }
}

describe("the owner of the running code", () => {
  test("is the plugin in every call of it, and in what comes of the call later", async () => {
    const seen: Record<string, string | undefined> = {};
    const see = (key: string) => {
      seen[key] = owners.current();
    };
    let resolve = () => {};
    const later = new Promise<void>((done) => {
      resolve = done;
    });
    const manager = await started([
      asky(
        "notes",
        async (context) => {
          see("activate");
          await null;
          see("after an await");
          setTimeout(() => {
            see("timer");
            resolve();
          }, 1);
          context.hooks.register("session_end", () => see("hook"));
          context.eventBus.subscribe("work.begun", () => see("handler"));
          context.services.when("audit", () => see("service callback"));
          context.defer(() => see("undo"));
          context.signal.addEventListener("abort", () => see("abort listener"));
        },
        { deactivate: () => see("deactivate") },
      ),
    ]);
    manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
    await manager.eventBus.emit(createEvent("work.begun", { n: 1 }));
    manager.services.provide("audit", {} as never);
    await later;
    await manager.deactivateAll();
    expect(owners.current()).toBeUndefined();
    expect(Object.values(seen)).toEqual(Array(Object.keys(seen).length).fill("notes"));
    expect(Object.keys(seen)).toHaveLength(9);
  });

  test("is the host again in the host's code that a plugin's calls", async () => {
    const seen: (string | undefined)[] = [];
    const logger = { ...silent, info: () => void seen.push(owners.current()) };
    const manager = new PluginManager({}, configDir, {
      plugins: [
        asky("notes", async ({ eventBus, services, logger: own }) => {
          await eventBus.emit(createEvent("work.begun", { n: 1 }));
          services.provide("personas", {} as never);
          own.info("hello");
          owners.leave(() => seen.push(owners.current()));
          seen.push(owners.current());
        }),
      ],
      logger,
      owners,
    });
    manager.eventBus.subscribe("work.begun", () => void seen.push(owners.current()));
    manager.services.when("personas", () => void seen.push(owners.current()));
    await manager.discoverAndLoad();
    await manager.activateAll();
    expect(seen).toEqual([undefined, undefined, undefined, undefined, "notes"]);
  });

  test("is the plugin while its module is imported, its class constructed and its schema asked", async () => {
    const dir = await ConfigDir.create();
    try {
      const seen: (string | undefined)[] = [];
      Object.assign(globalThis, { seeOwner: () => void seen.push(owners.current()) });
      await dir.install(
        "asky-plugin-notes",
        `seeOwner();
         await null;
         seeOwner();
         export default class { name = "notes"; constructor() { seeOwner(); } activate() {}
           configSchema = { "~standard": { version: 1, vendor: "x", validate(value) { seeOwner(); return { value }; } } }; }`,
      );
      await dir.activate('[plugin.notes]\nmodule = "asky-plugin-notes"\n', { owners });
      expect(seen).toEqual(["notes", "notes", "notes", "notes"]);
    } finally {
      Reflect.deleteProperty(globalThis, "seeOwner");
      await dir.remove();
    }
  });
});

test("a module that several plugins import runs in the name of one of them", async () => {
  const dir = await ConfigDir.create();
  try {
    const seen: (string | undefined)[] = [];
    Object.assign(globalThis, { seeOwner: () => void seen.push(owners.current()) });
    await dir.install("shared", "seeOwner(); export {};");
    for (const name of ["first", "second"])
      await dir.install(name, `import "shared"; export default { name: "${name}", activate() {} };`);
    await dir.activate('[plugin.first]\nmodule = "first"\n[plugin.second]\nmodule = "second"\n', { owners });
    expect(seen).toHaveLength(1);
    expect(["first", "second"]).toContain(seen[0]);
  } finally {
    Reflect.deleteProperty(globalThis, "seeOwner");
    await dir.remove();
  }
});

describe("a call whose deadline is over", () => {
  /** Tries everything a context offers, and says what came of each. */
  function attempts(context: AskyPluginContext): readonly (string | undefined)[] {
    const services: Services = context.services;
    return [
      codeOf(() => context.hooks.register("session_end", () => {})),
      codeOf(() => void context.eventBus.emit(createEvent("work.begun", { n: 1 }))),
      codeOf(() => context.eventBus.subscribe("work.begun", () => {})),
      codeOf(() => services.provide("personas", {} as never)),
      codeOf(() => services.when("audit", () => {})),
      codeOf(() => context.defer(() => {})),
      codeOf(() => context.use({ [Symbol.dispose]() {} })),
    ];
  }

  test("is refused whatever it tries through the context, and it alone", async () => {
    const clock = createManualClock();
    const late: (() => void)[] = [];
    const results: Record<string, readonly (string | undefined)[]> = {};
    let context: AskyPluginContext | undefined;
    const manager = await started(
      [
        asky("notes", (given) => {
          context = given;
          given.hooks.register("session_start", async ({ sessionId }) => {
            if (sessionId === "in time") return;
            await new Promise<void>((resolve) => late.push(resolve));
            results.hook = attempts(given);
          });
          given.eventBus.subscribe("work.begun", async ({ data }) => {
            if (data.n === 1) return;
            await new Promise<void>((resolve) => late.push(resolve));
            results.handler = attempts(given);
          });
        }),
      ],
      { clock },
    );
    const session = { sessionName: "", isNew: true, researchMode: false };
    const hook = manager.hookRegistry.invoke("session_start", { ...session, sessionId: "late" } as never);
    const handler = manager.eventBus.emit(createEvent("work.begun", { n: 2 }));
    while (clock.pending > 0) await clock.advance(30_000);
    await Promise.all([hook, handler]);
    await manager.hookRegistry.invoke("session_start", { ...session, sessionId: "in time" } as never);
    for (const resolve of late) resolve();
    await clock.advance(0);
    expect(results).toEqual({
      hook: Array(7).fill("PLUGIN_FENCED"),
      handler: Array(7).fill("PLUGIN_FENCED"),
    });
    const { state, problems } = reportOf(manager, "notes");
    expect(state).toBe("started");
    const refused = problems.filter(({ code }) => code === "PLUGIN_FENCED");
    expect(refused).toHaveLength(7);
    expect(refused).toMatchObject(
      Array(7).fill({
        severity: "warning",
        phase: "serve",
        count: 2,
        message: expect.stringContaining("after its deadline"),
      }),
    );
    const alive = manager.enter("notes", () => attempts(context as AskyPluginContext));
    expect(alive).toEqual(["HOOKS_FROZEN", ...Array(6).fill(undefined)]);
  });

  test("is refused what its abort listeners try as well", async () => {
    const clock = createManualClock();
    let result: string | undefined = "not asked";
    const manager = await started(
      [
        asky("notes", ({ hooks, defer }) => {
          hooks.register("pre_llm_call", ({ signal }) => {
            signal.addEventListener("abort", () => {
              result = codeOf(() => defer(() => {}));
            });
            return never();
          });
        }),
      ],
      { clock },
    );
    const done = manager.hookRegistry.invokeEach(
      "pre_llm_call",
      () => ({
        turn,
        signal: new AbortController().signal,
        turnNumber: 1,
        model: "m",
        messages: [],
        useTools: true,
        toolSchemas: [],
      }),
      () => {},
    );
    await clock.advance(30_000);
    await done;
    expect(result).toBe("PLUGIN_FENCED");
  });

  test("is found again when it returned a promise of another make", async () => {
    const clock = createManualClock();
    let resume = () => {};
    const results: unknown[] = [];
    const manager = await started(
      [
        asky("notes", (context) => {
          context.hooks.register("session_end", () => ({
            then() {
              results.push(owners.current());
              void new Promise<void>((resolve) => {
                resume = resolve;
              }).then(() => results.push(codeOf(() => context.defer(() => {}))));
            },
          }));
        }),
      ],
      { clock },
    );
    const done = Promise.resolve(manager.hookRegistry.invoke("session_end", { sessionId: "s1" }));
    await clock.advance(30_000);
    await done;
    resume();
    await clock.advance(0);
    expect(results).toEqual(["notes", "PLUGIN_FENCED"]);
  });
});

describe("a turn's signal", () => {
  test("reaches every callback, also when many follow the same one", async () => {
    const outer = new AbortController();
    const aborted: unknown[] = [];
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on("warning", note);
    const manager = await started(
      Array.from({ length: 30 }, (_, index) =>
        asky(`p${index}`, ({ hooks }) => {
          hooks.register("pre_llm_call", (payload) => {
            expect(payload.signal).toBe(payload.signal);
            payload.signal.addEventListener("abort", () => aborted.push(payload.signal.reason));
          });
        }),
      ),
    );
    const payload = {
      turn,
      signal: outer.signal,
      turnNumber: 1,
      model: "m",
      messages: [],
      useTools: true,
      toolSchemas: [],
    };
    await manager.hookRegistry.invokeEach(
      "pre_llm_call",
      () => ({ ...payload }),
      () => {},
    );
    outer.abort("stop");
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", note);
    expect(aborted).toEqual(Array(30).fill("stop"));
    expect(warnings).toEqual([]);
  });
});

describe("changed globals", () => {
  const require = createRequire(import.meta.url);
  const fs = require("node:fs") as { readFileSync: unknown };
  const Module = require("node:module") as { prototype: { require: unknown } };
  const original = { readFileSync: fs.readFileSync, require: Module.prototype.require, random: Math.random };

  afterEach(() => {
    fs.readFileSync = original.readFileSync;
    Module.prototype.require = original.require;
    Math.random = original.random;
    Reflect.deleteProperty(Array.prototype, "last");
    Reflect.deleteProperty(globalThis, "leaked");
    delete process.env.ASKY_TEST_VALUE;
    process.removeAllListeners("SIGHUP");
  });

  function changesOf(manager: PluginManager, name: string): readonly (Problem | undefined)[] {
    return reportOf(manager, name).problems.filter(({ code }) => code === "GLOBALS_CHANGED");
  }

  test("are named with the plugin whose activation changed them, and never with values", async () => {
    const manager = await started([
      asky("before", () => {}),
      asky("patches", () => {
        Object.defineProperty(Array.prototype, "last", { value: () => {}, configurable: true });
        fs.readFileSync = () => "";
        Module.prototype.require = () => ({});
        Math.random = () => 4;
        Object.assign(globalThis, { leaked: 1 });
        process.env.ASKY_TEST_VALUE = "secret";
        process.on("SIGHUP", () => {});
      }),
      asky("after", () => {}),
    ]);
    const [problem] = changesOf(manager, "patches");
    expect(problem).toMatchObject({ severity: "warning", phase: "init" });
    for (const name of [
      "Array.prototype.last",
      "fs.readFileSync",
      "Module.prototype.require",
      "Math.random",
      "globalThis.leaked",
      "process.env.ASKY_TEST_VALUE",
      "process.on('SIGHUP')",
    ])
      expect(problem?.message).toContain(`"${name}"`);
    expect(problem?.message).not.toContain("secret");
    expect([...changesOf(manager, "before"), ...changesOf(manager, "after")]).toEqual([]);
  });

  test("are put down to the plugin whose module made them, among many that are imported at once", async () => {
    const dir = await ConfigDir.create();
    try {
      const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
      for (const name of names) {
        const patch = name === "p13" ? "Array.prototype.last = 1;" : "";
        const wait = name === "p4" ? "await null;" : "";
        await dir.install(name, `${wait}${patch} export default { name: "${name}", activate() {} };`);
      }
      const roster = names.map((name) => `[plugin.${name}]\nmodule = "${name}"\n`).join("");
      const manager = await dir.activate(roster, { owners });
      const blamed = manager.report().plugins.filter(({ problems }) => problems.length > 0);
      expect(blamed).toMatchObject([{ name: "p13", problems: [{ code: "GLOBALS_CHANGED", phase: "load" }] }]);
    } finally {
      await dir.remove();
    }
  });

  test("are put down to whoever is activated meanwhile when they come late, and to nobody in a callback", async () => {
    let patched = () => {};
    const isPatched = new Promise<void>((resolve) => {
      patched = resolve;
    });
    const manager = await started([
      asky("patches_late", ({ hooks }) => {
        setImmediate(() => {
          Math.random = () => 4;
          patched();
        });
        hooks.register("session_end", () => {
          process.env.ASKY_TEST_VALUE = "late";
        });
      }),
      asky("is_activated_meanwhile", () => isPatched),
    ]);
    manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
    expect(changesOf(manager, "patches_late")).toEqual([]);
    expect(changesOf(manager, "is_activated_meanwhile")).toMatchObject([
      { message: expect.stringContaining('"Math.random".') },
    ]);
  });

  test("are not what Node fills in itself, nor what the host changes between the steps", async () => {
    const manager = new PluginManager({}, configDir, {
      plugins: [
        asky("uses_much", async () => {
          void [
            new Headers(),
            new Blob([]),
            structuredClone({}),
            crypto.subtle,
            new CompressionStream("gzip"),
          ];
          void [new MessageChannel().port1.close(), performance.now(), new Response("")];
          await fetch("http://127.0.0.1:1").catch(() => {});
          const { opendir } = await import("node:fs/promises");
          await (await opendir(configDir)).close();
        }),
      ],
      logger: silent,
      owners,
    });
    await manager.discoverAndLoad();
    process.env.ASKY_TEST_VALUE = "the host's";
    await manager.activateAll();
    expect(changesOf(manager, "uses_much")).toEqual([]);
  });
});
