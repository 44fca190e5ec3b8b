import { appendFile, utimes } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createOwnerTracking, formatReport, type PluginManager } from "@asky/manager";
import { type AskyPluginContext, createEvent, defineAskyPlugin, type TetherPluginContext } from "@asky/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ReloadingHost, rosterOf, use } from "./reloading.ts";

declare module "@asky/sdk" {
  interface ServiceMap {
    counter: { readonly id: string };
    lamp: { readonly id: string };
  }
}

let host: ReloadingHost;

beforeEach(async () => {
  host = await ReloadingHost.create();
});
afterEach(() => host.remove());

const codes = (problems: readonly { readonly code: string }[]) => problems.map(({ code }) => code);
const asky = (name: string, activate: (context: AskyPluginContext) => void | Promise<void>) =>
  defineAskyPlugin({ name, activate });

describe("a reload", () => {
  test("starts what the roster names now as new instances, takes over, and stops the old ones", async () => {
    await Promise.all(["notes", "todo", "clock"].map((name) => host.install(name)));
    const generations = await host.start(rosterOf("notes", "todo"));
    const first = generations.current;
    host.news();
    await host.roster(rosterOf("clock", "notes"));
    const outcome = await generations.reload();
    await generations.drained();
    expect(host.news()).toEqual([
      "clock#1 activate",
      "notes#2 activate",
      "todo#1 deactivate",
      "notes#1 deactivate",
    ]);
    expect(outcome).toMatchObject({ kind: "swapped", generation: 2, report: { generation: 2 } });
    expect(generations.current).not.toBe(first);
    expect(generations.current.isActive("clock")).toBe(true);
    expect(first.isActive("notes")).toBe(false);
  });

  test("leaves a running turn its plugins, whole, until the turn is over", async () => {
    await host.install("notes");
    await host.install("todo");
    const generations = await host.start(rosterOf("notes"));
    const old = generations.acquire();
    await host.roster(rosterOf("notes", "todo"));
    await generations.reload();
    const young = generations.acquire();
    host.news();
    await use(old, "old");
    await use(young, "young");
    expect(host.news()).toEqual([
      "notes#1 hook old",
      "notes#1 event old",
      "notes#2 hook young",
      "todo#1 hook young",
      "notes#2 event young",
      "todo#1 event young",
    ]);
    expect([old.generation, young.generation]).toEqual([1, 2]);
    old.release();
    await generations.drained();
    expect(host.news()).toEqual(["notes#1 deactivate"]);
    expect(old.signal.aborted).toBe(false);
  });

  test("stops the old plugins when the last turn of several has ended, however often each says so", async () => {
    await host.install("notes");
    const generations = await host.start(rosterOf("notes"));
    const leases = [generations.acquire(), generations.acquire()];
    await generations.reload();
    host.news();
    leases[0]?.release();
    leases[0]?.release();
    leases[0]?.[Symbol.dispose]();
    await host.clock.advance(29_999);
    expect(host.news()).toEqual([]);
    leases[1]?.[Symbol.dispose]();
    await generations.drained();
    expect(host.news()).toEqual(["notes#1 deactivate"]);
    expect(host.clock.pending).toBe(0);
  });

  test("delivers the old generation's events before its plugins stop", async () => {
    await host.install(
      "notes",
      `context.eventBus.subscribe("reload.ping", async () => {
         await new Promise((resolve) => setImmediate(resolve));
         note("slow handler");
       });`,
    );
    const generations = await host.start(rosterOf("notes"));
    const lease = generations.acquire();
    await generations.reload();
    host.news();
    void lease.eventBus.emit(createEvent("reload.ping", { text: "last" }));
    lease.release();
    await generations.drained();
    expect(host.news()).toEqual(["notes#1 event last", "notes#1 slow handler", "notes#1 deactivate"]);
  });

  test("runs one after the other; all that are asked for meanwhile are answered by one more", async () => {
    await host.install("notes");
    const generations = await host.start(rosterOf("notes"));
    const first = generations.reload();
    await Promise.resolve();
    const others = [generations.reload(), generations.reload(), generations.reload()];
    await host.roster("");
    const outcomes = await Promise.all([first, ...others]);
    expect(outcomes.map(({ generation }) => generation)).toEqual([2, 3, 3, 3]);
    expect(generations.current.report().plugins).toEqual([]);
    await generations.drained();
    expect(host.journal.filter((text) => text.endsWith(" deactivate"))).toHaveLength(
      host.journal.filter((text) => text.endsWith(" activate")).length,
    );
  });

  test("needs a host that runs", async () => {
    const generations = host.build();
    const refused = expect.objectContaining({ code: "LIFECYCLE_ORDER" });
    expect(() => generations.acquire()).toThrow(refused);
    await expect(generations.reload()).rejects.toEqual(refused);
    expect(await generations.start()).toEqual([]);
    expect(generations.acquire().generation).toBe(1);
    const stopped = generations.stop();
    expect(() => generations.acquire()).toThrow(refused);
    await expect(generations.reload()).rejects.toEqual(refused);
    await host.clock.advance(30_000);
    await stopped;
  });
});

describe("a plugin passed in code", () => {
  test("lives once, in all generations, and stops last", async () => {
    await host.install("notes");
    const hooked = asky("hooked", ({ hooks, defer }) => {
      host.journal.push("hooked activate");
      hooks.register("session_end", () => void host.journal.push("hooked late"), 200);
      hooks.register("session_end", () => void host.journal.push("hooked early"), { priority: 1 });
      defer(() => void host.journal.push("hooked undone"));
    });
    const plugins = [host.passed("audit"), hooked];
    const generations = await host.start(rosterOf("notes"), { plugins });
    const first = generations.acquire();
    await generations.reload();
    const second = generations.acquire();
    await generations.reload();
    const third = generations.acquire();
    const news = host.news();
    expect(news.filter((text) => /^(audit|hooked)/.test(text))).toEqual([
      "audit initialize",
      "hooked activate",
      "audit start",
    ]);
    await use(first, "1");
    await use(third, "3");
    expect(host.news()).toEqual([
      ...["hooked early", "notes#1 hook 1", "hooked late", "audit event 1", "notes#1 event 1"],
      ...["hooked early", "notes#3 hook 3", "hooked late", "audit event 3", "notes#3 event 3"],
    ]);
    second.release();
    first.release();
    await generations.drained();
    third.release();
    await generations.stop();
    expect(host.news()).toEqual([
      ...["notes#2 deactivate", "notes#1 deactivate", "notes#3 deactivate"],
      ...["hooked undone", "audit stop"],
    ]);
    await generations.stop();
    expect(host.news()).toEqual([]);
  });

  test("can register callbacks in the first generation only, and cannot change them for the next", async () => {
    let kept: AskyPluginContext | undefined;
    const options = { priority: 1 };
    const plugin = asky("early", (context) => {
      kept = context;
      const off = context.hooks.register("session_end", () => void host.journal.push("removed"));
      off();
      context.hooks.register("session_end", () => void host.journal.push("early"), options);
    });
    await host.install("notes");
    const generations = await host.start(rosterOf("notes"), { plugins: [plugin] });
    options.priority = 500;
    await generations.reload();
    const frozen = expect.objectContaining({ code: "HOOKS_FROZEN", plugin: "early" });
    expect(() => kept?.hooks.register("session_end", () => {})).toThrow(frozen);
    expect(kept?.hooks.isFrozen).toBe(true);
    const lease = generations.acquire();
    host.news();
    await lease.hookRegistry.invoke("session_end", { sessionId: "s" });
    expect(host.news()).toEqual(["early", "notes#2 hook s"]);
    expect(generations.current.report().plugins[0]).toMatchObject({
      name: "early",
      state: "started",
      hooks: [{ point: "session_end", priority: 1 }],
    });
  });

  test("meets frozen hooks also while a later generation is activated", async () => {
    let seen = "";
    await host.install("notes", `note("frozen " + context.services.get("counter").id);`);
    const early = asky("early", ({ hooks, services }) => {
      services.provide("counter", {
        get id() {
          try {
            hooks.register("session_end", () => {});
          } catch (error) {
            seen += (error as { code?: string }).code;
          }
          return String(hooks.isFrozen);
        },
      });
    });
    const generations = await host.start("", { plugins: [early] });
    await host.roster(rosterOf("notes"));
    await generations.reload();
    expect(host.news()).toEqual(["notes#1 activate", "notes#1 frozen true"]);
    expect(seen).toBe("HOOKS_FROZEN");
  });

  test("emits into the current generation, and hears what any generation emits", async () => {
    let kept: TetherPluginContext | undefined;
    await host.install("notes");
    const generations = await host.start(rosterOf("notes"), {
      plugins: [
        host.passed("audit", (context) => {
          kept = context;
        }),
      ],
    });
    const old = generations.acquire();
    await generations.reload();
    host.news();
    await kept?.eventBus.emit(createEvent("reload.ping", { text: "mine" }));
    expect(host.news()).toEqual(["audit event mine", "notes#2 event mine"]);
    const off = kept?.eventBus.subscribe("reload.ping", () => void host.journal.push("audit too"));
    await old.eventBus.emit(createEvent("reload.ping", { text: "old" }));
    expect(host.news()).toEqual(["audit event old", "notes#1 event old", "audit too"]);
    await generations.reload();
    await host.clock.advance(0);
    host.news();
    await generations.eventBus.emit(createEvent("reload.ping", { text: "host" }));
    expect(host.news()).toEqual(["audit event host", "audit too", "notes#3 event host"]);
    off?.();
    await old.eventBus.emit(createEvent("reload.ping", { text: "old" }));
    await generations.eventBus.emit(createEvent("reload.ping", { text: "new" }));
    expect(host.news()).toEqual([
      ...["audit event old", "notes#1 event old"],
      ...["audit event new", "notes#3 event new"],
    ]);
  });

  test("stays what it is when it has failed: not tried again, and its dependents are skipped", async () => {
    let attempts = 0;
    const failing = asky("broken", () => {
      attempts += 1;
      throw new Error("boom");
    });
    const dependent = defineAskyPlugin({ name: "above", dependencies: ["broken"], activate() {} });
    await host.install("notes");
    const generations = await host.start(`${rosterOf("notes")}dependencies = ["above"]\n`, {
      plugins: [failing, dependent].map((plugin) => ({ plugin, onFailure: "isolate" as const })),
    });
    await generations.reload();
    const { plugins } = generations.current.report();
    expect(attempts).toBe(1);
    expect(plugins.flatMap(({ problems }) => problems).every(({ count }) => count === undefined)).toBe(true);
    expect(plugins.map(({ name, state, problems }) => [name, state, ...codes(problems)])).toEqual([
      ["above", "skipped", "DEPENDENCY_FAILED"],
      ["broken", "failed", "ACTIVATE_FAILED"],
      ["notes", "skipped", "DEPENDENCY_FAILED"],
    ]);
  });

  test("that has failed at work is missing from then on, and stands in no reload's way", async () => {
    const owners = createOwnerTracking();
    const uninstall = owners.install();
    try {
      await host.install("notes");
      const straying = asky("straying", ({ hooks }) => {
        hooks.register("session_end", () => void Promise.reject(new Error("stray")));
      });
      const generations = await host.start(rosterOf("notes"), { owners, plugins: [straying] });
      await generations.acquire().hookRegistry.invoke("session_end", { sessionId: "s" });
      await host.clock.advance(0);
      expect(generations.current.isActive("straying")).toBe(false);
      const outcome = await generations.reload();
      expect(outcome).toMatchObject({ kind: "swapped", report: { changes: { restarted: ["notes"] } } });
      expect(outcome.report.plugins.map(({ name, state }) => `${name} ${state}`)).toEqual(
        ["straying failed", "notes started"].toSorted(),
      );
    } finally {
      uninstall();
    }
  });

  test("keeps its faults in the reports of all generations, and a roster that names it in its own only", async () => {
    const audit = host.passed("audit", ({ eventBus }) => {
      eventBus.subscribe("reload.ping", () => {
        throw new Error("boom");
      });
    });
    const generations = await host.start(`[plugin.audit]\nmodule = "asky-plugin-audit"\n`, {
      plugins: [audit],
    });
    const old = generations.acquire();
    const problems = () => codes(generations.current.report().plugins[0]?.problems ?? []);
    expect(problems()).toEqual(["PLUGIN_NAME_RESERVED"]);
    await host.roster("");
    await generations.reload();
    await use(old, "old");
    expect(problems()).toEqual(["HANDLER_FAILED"]);
    await generations.reload();
    expect(problems()).toEqual(["HANDLER_FAILED"]);
  });

  test("that is refused is reported in every generation", async () => {
    const generations = await host.start("", {
      plugins: [host.passed("../evil"), host.passed("audit")],
    });
    await generations.reload();
    expect(codes(generations.current.report().problems)).toEqual(["PLUGIN_NAME_INVALID"]);
  });
});

describe("the host's own bus", () => {
  test("takes a handler out of all generations again, one entry at a time", async () => {
    const generations = await host.start("");
    const handler = () => void host.journal.push("heard");
    generations.eventBus.subscribe("reload.ping", handler);
    generations.eventBus.subscribe("reload.ping", handler);
    const old = generations.acquire();
    await generations.reload();
    const heard = async () => {
      await use(old, "old");
      await use(generations.acquire(), "new");
      return host.news().length;
    };
    expect(await heard()).toBe(4);
    generations.eventBus.unsubscribe("reload.ping", handler);
    expect(await heard()).toBe(2);
    generations.eventBus.unsubscribe("reload.ping", handler);
    generations.eventBus.unsubscribe("reload.ping", handler);
    expect(await heard()).toBe(0);
  });

  test("drains when the events of all generations are delivered", async () => {
    let finish = () => {};
    const generations = await host.start("");
    const old = generations.acquire();
    await generations.reload();
    old.eventBus.subscribe(
      "reload.ping",
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    void old.eventBus.emit(createEvent("reload.ping", { text: "old" }));
    void generations.eventBus.drain().then(() => host.journal.push("drained"));
    await host.clock.advance(0);
    expect(host.news()).toEqual([]);
    finish();
    await host.clock.advance(0);
    expect(host.news()).toEqual(["drained"]);
  });
});

describe("services", () => {
  const offers = (name: string, service: string) =>
    host.install(name, `context.services.provide(${JSON.stringify(service)}, { id });`);

  test("of the host and of plugins passed in code are there in each generation", async () => {
    const lamp = { id: "lamp" };
    await host.install(
      "notes",
      `note(context.services.get("lamp").id + context.services.get("counter").id);`,
    );
    const generations = host.build({
      plugins: [asky("counting", ({ services }) => void services.provide("counter", { id: "1" }))],
    });
    generations.services.provide("lamp", lamp);
    await host.roster(rosterOf("notes"));
    await generations.start();
    await generations.reload();
    expect(host.news().filter((text) => text.includes("lamp"))).toEqual(["notes#1 lamp1", "notes#2 lamp1"]);
    expect(generations.acquire().services.get("lamp")).toBe(lamp);
  });

  test("of a generation are told to those who outlive it when it takes over, not before and not twice", async () => {
    const told: string[] = [];
    await offers("notes", "counter");
    await host.install("late", `context.services.when("counter", () => note("when"));`);
    const watcher = asky("watcher", ({ services }) => {
      services.when("counter", ({ id }) => void told.push(id));
      services.when("lamp", ({ id }) => void told.push(id));
    });
    const generations = host.build({
      plugins: [watcher],
      handOver: async () => void told.push("hand-over"),
    });
    generations.services.provide("lamp", { id: "lamp" });
    await host.roster(rosterOf("notes"));
    await generations.start();
    expect(told.splice(0)).toEqual(["lamp", "notes#1"]);
    expect(generations.services.get("counter")).toEqual({ id: "notes#1" });
    await generations.reload();
    expect(told.splice(0)).toEqual(["hand-over", "notes#2"]);
    await host.dir.write("plugins/notes.toml", "fail = true");
    await generations.reload();
    expect(told).toEqual(["hand-over"]);
    expect(generations.services.get("counter")).toBeUndefined();
  });

  test("can be offered later too: everywhere or, when the name is taken, nowhere", async () => {
    await offers("notes", "counter");
    const generations = await host.start(rosterOf("notes"));
    const old = generations.acquire();
    const taken = expect.objectContaining({ code: "SERVICE_TAKEN" });
    expect(() => generations.services.provide("counter", { id: "host" })).toThrow(taken);
    await host.roster("");
    await generations.reload();
    const withdraw = generations.services.provide("counter", { id: "host" });
    const young = generations.acquire();
    const seen = () => [old, young].map(({ services }) => services.get("counter")?.id);
    expect(seen()).toEqual(["notes#1", "host"]);
    withdraw();
    expect(seen()).toEqual(["notes#1", undefined]);
  });

  test("cannot be offered while the coming generation has the name, and then are nowhere", async () => {
    await offers("notes", "counter");
    const seen: unknown[] = [];
    const generations = await host.start("", {
      handOver: async () => {
        try {
          generations.services.provide("counter", { id: "host" });
        } catch (error) {
          seen.push(error, generations.services.get("counter"));
        }
      },
    });
    await host.roster(rosterOf("notes"));
    await generations.reload();
    expect(seen).toEqual([expect.objectContaining({ code: "SERVICE_TAKEN" }), undefined]);
    expect(generations.services.get("counter")).toEqual({ id: "notes#1" });
  });

  test("are waited for in the current generation alone, also after a reload that brought nothing new", async () => {
    const told: string[] = [];
    const generations = await host.start("");
    const lamp = { id: "lamp" };
    const withdraw = generations.services.provide("lamp", lamp);
    generations.services.when("lamp", ({ id }) => void told.push(id));
    generations.services.when("counter", ({ id }) => void told.push(id));
    const old = generations.acquire();
    await generations.reload();
    old.services.provide("counter", { id: "old" });
    withdraw();
    generations.services.provide("lamp", lamp);
    expect(told).toEqual(["lamp", "lamp"]);
  });

  test("that are no longer waited for are not told", async () => {
    const told: string[] = [];
    await offers("notes", "counter");
    const generations = await host.start(rosterOf("notes"));
    const undo = generations.services.when("counter", ({ id }) => {
      told.push(`first ${id}`);
      if (id === "notes#2") undoSecond();
    });
    const undoSecond = generations.services.when("counter", ({ id }) => void told.push(`second ${id}`));
    await generations.reload();
    undo();
    await generations.reload();
    expect(told).toEqual(["first notes#1", "second notes#1", "first notes#2"]);
  });
});

describe("a reload that cannot be", () => {
  test.each([
    ["is no TOML", '[plugin.notes]\nmodule = "unfinished', "ROSTER_SYNTAX", 2],
    ["has no tables", '\nplugin = "notes"', "ROSTER_ENTRY_INVALID", 2],
    ["is not UTF-8", Uint8Array.of(0xff, 0xfe), "ROSTER_UNREADABLE", undefined],
  ])("since the roster %s keeps the plugins and says where", async (_, text, code, line) => {
    await host.install("notes");
    const generations = await host.start(rosterOf("notes"));
    const { current } = generations;
    host.news();
    await host.dir.write("plugins.toml", text);
    const outcome = await generations.reload();
    expect(outcome).toMatchObject({ kind: "kept", generation: 1, problems: [{ code }] });
    expect(generations.current).toBe(current);
    expect(host.news()).toEqual([]);
    const [problem] = current.report().problems;
    expect(problem).toMatchObject({ code: "RELOAD_REFUSED", severity: "error" });
    expect(problem?.place).toMatchObject({
      file: host.dir.file("plugins.toml"),
      ...(line !== undefined && { line }),
    });
    await generations.reload();
    expect(current.report().problems).toMatchObject([{ code: "RELOAD_REFUSED", count: 2 }]);
    await host.roster(rosterOf("notes"));
    expect(await generations.reload()).toMatchObject({ kind: "swapped", report: { problems: [] } });
  });

  test("since a needed plugin fails keeps the old ones and undoes the new ones", async () => {
    await Promise.all(["alpha", "needed", "zulu"].map((name) => host.install(name)));
    const roster = `${rosterOf("alpha", "zulu", "needed")}on_failure = "abort"\n`;
    const generations = await host.start(roster);
    host.news();
    await host.dir.write("plugins/needed.toml", "fail = true");
    const outcome = await generations.reload();
    expect(outcome).toMatchObject({
      kind: "kept",
      problems: [{ code: "ACTIVATE_FAILED", plugin: "needed", causes: ["told to fail"] }],
    });
    expect(outcome.report.plugins.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "alpha stopped",
      "needed failed",
      "zulu stopped",
    ]);
    expect(host.news()).toEqual([
      ...["alpha#2 activate", "needed#2 activate", "needed#2 fail", "zulu#2 activate"],
      ...["zulu#2 deactivate", "alpha#2 deactivate"],
    ]);
    await use(generations.acquire(), "x");
    expect(host.news().filter((text) => text.includes("hook"))).toEqual([
      "alpha#1 hook x",
      "needed#1 hook x",
      "zulu#1 hook x",
    ]);
  });

  test("ends as soon as a needed plugin cannot be loaded: no other one is activated", async () => {
    await host.install("alpha");
    const generations = await host.start(rosterOf("alpha"));
    host.news();
    await host.roster(`${rosterOf("alpha", "absent")}on_failure = "abort"\n`);
    expect(await generations.reload()).toMatchObject({
      kind: "kept",
      problems: [{ code: "PACKAGE_NOT_FOUND", plugin: "absent" }],
    });
    expect(host.news()).toEqual([]);
  });

  test("is one where the entry of a needed plugin can no longer be read, but not where it is gone", async () => {
    await host.install("needed");
    const entry = `${rosterOf("needed")}on_failure = "abort"\n`;
    const generations = await host.start(entry);
    await host.roster(entry.replace("module", "modul"));
    expect(await generations.reload()).toMatchObject({
      kind: "kept",
      problems: [{ code: "ROSTER_ENTRY_INVALID", plugin: "needed" }],
    });
    await host.dir.write("plugins/needed.toml", "fail = true");
    await host.roster(entry.replace("abort", "isolate"));
    expect(await generations.reload()).toMatchObject({ kind: "swapped" });
    await host.roster(`${entry}enabled = false\n`);
    expect(await generations.reload()).toMatchObject({ kind: "swapped" });
    await host.roster("");
    expect(await generations.reload()).toMatchObject({ kind: "swapped" });
  });

  test("is none where another plugin fails: it alone is missing", async () => {
    await host.install("alpha");
    await host.install("zulu");
    const generations = await host.start(rosterOf("alpha", "zulu"));
    await host.dir.write("plugins/alpha.toml", "fail = true");
    const outcome = await generations.reload();
    expect(outcome).toMatchObject({
      kind: "swapped",
      report: { changes: { added: [], removed: ["alpha"], restarted: ["zulu"], carried: [] } },
    });
    await generations.drained();
    host.news();
    await use(generations.acquire(), "x");
    expect(host.news()).toEqual(["zulu#2 hook x", "zulu#2 event x"]);
  });

  test.each([
    ["has a key that nothing reads", 'colour = "red"\n', "ROSTER_KEY_UNKNOWN"],
    ["has an entry that cannot be read", "[plugin.zulu]\nmodule = 1\n", "ROSTER_ENTRY_INVALID"],
  ])("is none where the roster %s", async (_, text, code) => {
    await host.install("notes");
    const generations = await host.start(rosterOf("notes"));
    await host.roster(text + rosterOf("notes"));
    const { kind, report } = await generations.reload();
    const problems = [...report.problems, ...report.plugins.flatMap((plugin) => plugin.problems)];
    expect([kind, codes(problems)]).toEqual(["swapped", [code]]);
  });

  test("is one where a needed plugin is skipped", async () => {
    await host.install("needed");
    const entry = `${rosterOf("needed")}on_failure = "abort"\n`;
    const generations = await host.start(entry);
    await host.roster(`${entry}dependencies = ["absent"]\n`);
    expect(await generations.reload()).toMatchObject({
      kind: "kept",
      problems: [{ code: "DEPENDENCY_MISSING", plugin: "needed" }],
    });
  });

  test("since the servers cannot be handed over keeps the old plugins", async () => {
    const seen: (readonly boolean[])[] = [];
    let error: unknown = new Error("port in use");
    await host.install("notes");
    const handOver = async (from: PluginManager, to: PluginManager) => {
      seen.push([from.isActive("notes"), to.isActive("notes"), generations.current === from]);
      if (error) throw error;
    };
    const generations = await host.start(rosterOf("notes"), { handOver });
    expect(await generations.reload()).toMatchObject({
      kind: "kept",
      generation: 1,
      problems: [{ code: "HAND_OVER_FAILED", causes: ["port in use"] }],
    });
    error = undefined;
    expect(await generations.reload()).toMatchObject({ kind: "swapped", generation: 3 });
    expect(seen).toEqual([
      [true, true, true],
      [true, true, true],
    ]);
  });

  test("since the host stops meanwhile undoes the new plugins", async () => {
    await host.install("notes");
    const generations = await host.start(rosterOf("notes"));
    host.news();
    const reload = generations.reload();
    const next = generations.reload();
    const stopped = generations.stop();
    expect(await reload).toMatchObject({ kind: "kept", problems: [{ code: "LIFECYCLE_ORDER" }] });
    expect(await next).toMatchObject({ kind: "kept" });
    await stopped;
    expect(host.news()).toEqual(["notes#1 deactivate"]);
    expect(generations.current.report().problems).toEqual([]);
  });

  test("since the host stops at the last moment hands nothing over", async () => {
    const handedOver: string[] = [];
    let isLast = false;
    const watcher = asky("watcher", ({ hooks }) => {
      hooks.register("config_loaded", () => {
        if (isLast) void generations.stop();
      });
    });
    const generations = host.build({
      plugins: [watcher],
      handOver: async () => void handedOver.push("hand-over"),
    });
    await generations.start();
    isLast = true;
    expect(await generations.reload()).toMatchObject({
      kind: "kept",
      problems: [{ code: "LIFECYCLE_ORDER" }],
    });
    await generations.stop();
    expect(handedOver).toEqual([]);
  });
});

describe("the first start", () => {
  test("says what stands in the way, and leaves the rest to stop()", async () => {
    await host.install("alpha");
    await host.install("needed");
    await host.dir.write("plugins/needed.toml", "fail = true");
    await host.roster(`${rosterOf("alpha", "needed")}on_failure = "abort"\n`);
    const generations = host.build({ plugins: [host.passed("audit")] });
    const problems = await generations.start();
    expect(problems).toMatchObject([{ code: "ACTIVATE_FAILED", plugin: "needed" }]);
    expect(() => generations.acquire()).toThrow(expect.objectContaining({ code: "LIFECYCLE_ORDER" }));
    await generations.stop();
    expect(host.news()).toEqual([
      ...["audit initialize", "alpha#1 activate", "needed#1 activate", "needed#1 fail"],
      ...["alpha#1 deactivate", "audit stop"],
    ]);
  });

  test("goes on without a roster that is broken, and takes it when it is mended", async () => {
    await host.install("notes");
    const generations = await host.start("[plugin.notes", { plugins: [host.passed("audit")] });
    expect(codes(generations.current.report().problems)).toEqual(["ROSTER_SYNTAX"]);
    expect(generations.current.isActive("audit")).toBe(true);
    await host.roster(rosterOf("notes"));
    expect(await generations.reload()).toMatchObject({
      kind: "swapped",
      report: { changes: { added: ["notes"], carried: ["audit"] } },
    });
  });

  test("that is followed by a stop at once undoes everything", async () => {
    await host.install("notes");
    await host.roster(rosterOf("notes"));
    const generations = host.build({ plugins: [host.passed("audit")] });
    const started = generations.start();
    await generations.stop();
    expect(codes(await started)).toEqual(["LIFECYCLE_ORDER"]);
    expect(host.news()).toEqual([]);
  });
});

describe("a turn that does not end", () => {
  test("is told after thirty seconds, and its plugins are stopped under it", async () => {
    await host.install("notes");
    const generations = await host.start(rosterOf("notes"), { plugins: [host.passed("audit")] });
    const lease = generations.acquire();
    await generations.reload();
    expect(generations.current.report().draining).toEqual([{ generation: 1, leases: 1 }]);
    expect(lease.manager.report().draining).toBeUndefined();
    host.news();
    await host.clock.advance(29_999);
    expect([lease.signal.aborted, host.news()]).toEqual([false, []]);
    await host.clock.advance(1);
    await generations.drained();
    expect(lease.signal.reason).toMatchObject({ code: "DRAIN_EXPIRED" });
    expect(host.news()).toEqual(["notes#1 deactivate"]);
    const report = generations.current.report();
    expect(report.draining).toBeUndefined();
    expect(report.problems).toMatchObject([{ code: "DRAIN_EXPIRED", severity: "warning", generation: 1 }]);

    await use(lease, "late");
    expect(host.news()).toEqual(["audit event late"]);
    const off = generations.eventBus.subscribe("reload.ping", () => void host.journal.push("host too"));
    await use(lease, "late");
    expect(host.news()).toEqual(["audit event late", "host too"]);
    off();
    lease.release();
    await host.clock.advance(0);
    generations.eventBus.subscribe("reload.ping", () => void host.journal.push("too late"));
    await use(lease, "later");
    expect(host.news()).toEqual(["audit event later"]);
  });

  test("can be given more time, or all the time there is", async () => {
    await host.install("notes");
    const generations = await host.start(rosterOf("notes"), { drainMs: 0 });
    const lease = generations.acquire();
    await generations.reload();
    expect(host.clock.pending).toBe(0);
    lease.release();
    await generations.drained();
    expect(lease.signal.aborted).toBe(false);
  });

  test("holds up stop() as long as it holds up a reload", async () => {
    await host.install("notes");
    const generations = await host.start(rosterOf("notes"), {
      drainMs: 500,
      plugins: [host.passed("audit")],
    });
    const lease = generations.acquire();
    host.news();
    const stopped = generations.stop();
    await host.clock.advance(499);
    expect(host.news()).toEqual([]);
    await host.clock.advance(1);
    await stopped;
    expect(host.news()).toEqual(["notes#1 deactivate", "audit stop"]);
    expect(lease.signal.aborted).toBe(true);
  });
});

describe("the report", () => {
  test("says which generation it is and what has changed", async () => {
    await Promise.all(["alpha", "bravo", "zulu"].map((name) => host.install(name)));
    const generations = await host.start(rosterOf("alpha", "bravo"), { plugins: [host.passed("audit")] });
    expect(generations.current.report()).toMatchObject({ generation: 1 });
    expect(generations.current.report().changes).toBeUndefined();
    const lease = generations.acquire();
    await host.roster(rosterOf("bravo", "zulu"));
    const { report } = await generations.reload();
    expect(report.changes).toEqual({
      added: ["zulu"],
      removed: ["alpha"],
      restarted: ["bravo"],
      carried: ["audit"],
    });
    const text = formatReport(generations.current.report());
    expect(text).toContain("generation 2: added zulu; removed alpha; restarted bravo; carried audit");
    expect(text).toContain("generation 1 is still in use: 1 turn");
    lease.release();
    expect(formatReport(generations.current.report())).toContain("generation 1 is stopping");
  });

  test("keeps what went wrong in generations that are over apart from what goes wrong now", async () => {
    await host.install("notes", "context.defer(() => { throw new Error('stuck'); });");
    const generations = await host.start(rosterOf("notes"));
    await generations.reload();
    await generations.drained();
    const report = generations.current.report();
    expect(report.plugins[0]?.problems).toEqual([]);
    expect(report.problems).toMatchObject([{ code: "UNDO_FAILED", plugin: "notes", generation: 1 }]);
    expect(formatReport(report)).toMatch(/warning UNDO_FAILED .*generation 1$/m);
  });

  test("has what went wrong at the very end where the plugin is", async () => {
    await host.install("notes", "context.defer(() => { throw new Error('stuck'); });");
    const generations = await host.start(rosterOf("notes"));
    await generations.stop();
    const { plugins, problems } = generations.current.report();
    expect(plugins).toMatchObject([{ name: "notes", state: "stopped", problems: [{ code: "UNDO_FAILED" }] }]);
    expect(plugins[0]?.problems[0]).not.toHaveProperty("generation");
    expect(problems).toEqual([]);
  });

  describe("warns of code that only a new process can load", () => {
    const problemsOf = (name: string) =>
      generations()
        .current.report()
        .plugins.find((plugin) => plugin.name === name)?.problems ?? [];
    const generations = () => host.generations;

    test("when another version was installed", async () => {
      await host.install("notes");
      await host.start(rosterOf("notes"));
      const file = "node_modules/asky-plugin-notes/package.json";
      const json = { name: "asky-plugin-notes", version: "2.0.0", type: "module", exports: "./index.js" };
      await host.dir.write(file, JSON.stringify(json));
      await generations().reload();
      expect(problemsOf("notes")).toMatchObject([{ code: "CODE_NEEDS_RESTART", severity: "warning" }]);
      expect(problemsOf("notes")[0]?.message).toMatch(/"1\.2\.3".*"asky-plugin-notes".*"2\.0\.0"/);
      expect(generations().current.isActive("notes")).toBe(true);
    });

    test("when the same version has other files", async () => {
      await host.install("notes");
      await host.start(rosterOf("notes"));
      await appendFile(host.dir.file("node_modules/asky-plugin-notes/index.js"), "\n// edited\n");
      await generations().reload();
      expect(codes(problemsOf("notes"))).toEqual(["CODE_NEEDS_RESTART"]);
    });

    test("when code that could not be imported was mended", async () => {
      await host.dir.install("asky-plugin-notes", "throw new Error('broken');");
      await host.start(rosterOf("notes"));
      expect(codes(problemsOf("notes"))).toEqual(["PACKAGE_IMPORT_FAILED"]);
      await host.install("notes");
      await generations().reload();
      expect(codes(problemsOf("notes"))).toEqual(["CODE_NEEDS_RESTART", "PACKAGE_IMPORT_FAILED"]);
    });

    test("and not when nothing has changed but the time, or when it was not loaded before", async () => {
      await host.install("notes");
      await host.install("todo");
      await host.start(`${rosterOf("notes", "todo")}enabled = false\n`);
      await utimes(host.dir.file("node_modules/asky-plugin-notes/index.js"), 1, 1);
      await host.install("todo", "note('new code');");
      await host.roster(rosterOf("notes", "todo"));
      await generations().reload();
      expect([...problemsOf("notes"), ...problemsOf("todo")]).toEqual([]);
      expect(host.news()).toContain("todo#1 new code");
    });
  });
});

test("a generation that is over can be collected, and leaves nothing behind in those who outlive it", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  await host.install("notes");
  const old: WeakRef<object>[] = [];
  let isRefused = false;
  const generations = await host.start(rosterOf("notes"), {
    owners: createOwnerTracking(),
    plugins: [host.passed("audit")],
    async handOver(from, to) {
      const over = isRefused ? to : from;
      old.push(new WeakRef(over), new WeakRef(over.hookRegistry), new WeakRef(over.eventBus));
      if (isRefused) throw new Error("refused");
    },
  });
  async function reload(): Promise<void> {
    const lease = generations.acquire();
    await use(lease, "x");
    await generations.reload();
    lease.release();
    await generations.drained();
  }
  for (let round = 0; round < 3; round++) await reload();
  isRefused = true;
  for (let round = 0; round < 2; round++) await reload();
  await host.clock.advance(0);
  collect();
  expect(old.map((one) => one.deref() === undefined)).toEqual(Array(15).fill(true));
  host.news();
  await use(generations.acquire(), "end");
  expect(host.news()).toEqual(["notes#4 hook end", "audit event end", "notes#4 event end"]);
});
