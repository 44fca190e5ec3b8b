import { describe, expect, test } from "vitest";
import { readReport, runHost } from "./run-host.ts";

/** Every way in which a failure can come up after the call that began it has returned. */
const ORIGINS = {
  next_tick: "process.nextTick(fail)",
  microtask: "queueMicrotask(fail)",
  microtask_in_timer: "setTimeout(() => queueMicrotask(fail), 1)",
  timer: "setTimeout(fail, 1)",
  interval: "{ const timer = setInterval(() => { clearInterval(timer); fail(); }, 1); }",
  immediate: "setImmediate(fail)",
  file_callback: 'import("node:fs").then((fs) => fs.stat(".", fail))',
  emitter: 'setTimeout(() => new EventEmitter().emit("error", new Error("boom")), 1)',
  event_target:
    'setTimeout(() => { const t = new EventTarget(); t.addEventListener("x", fail); t.dispatchEvent(new Event("x")); }, 1)',
  own_signal:
    "{ const c = new AbortController(); c.signal.addEventListener('abort', fail); setTimeout(() => c.abort(), 1); }",
  rejection: "void Promise.reject(new Error('boom'))",
  rejection_of_nothing: "void Promise.reject(null)",
  rejection_with_a_trap: "void Promise.reject(new Proxy({}, { get() { throw new Error('trap'); } }))",
  async_function: "void (async () => { await null; fail(); })()",
  async_function_with_timers:
    "void (async () => { await new Promise((done) => setTimeout(done, 2)); fail(); })()",
  chain: "void Promise.resolve().then(fail).then(() => {}).finally(() => {})",
  rejection_in_timer: "setTimeout(() => void Promise.reject(new Error('boom')), 1)",
  missing_module: "void import('./is-not-there.mjs')",
  foreign_then: "void Promise.resolve({ then() { setTimeout(fail, 1); } })",
} as const;

const ACTIVATE_ALL = `
  import { EventEmitter } from "node:events";
  function fail() { throw new Error("boom"); }
  owners.install();
  const bystander = plugin("bystander", (context) => {
    context.hooks.register("session_end", () => {});
  });
  const culprits = [${Object.entries(ORIGINS)
    .map(
      ([name, code]) => `plugin("${name}", (context) => {
      context.hooks.register("session_end", () => {});
      context.hooks.register("session_start", () => { ${code} });
    })`,
    )
    .join(",\n")}];
  const manager = await start([bystander, ...culprits]);
  await manager.hookRegistry.invoke("session_start", { sessionId: "s1" });
  await turns();
  printReport(manager);`;

describe("a failure that nobody caught", () => {
  test("fails the plugin that it came from, and that one alone, whichever way it comes", async () => {
    const run = await runHost(ACTIVATE_ALL);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const report = readReport(run);
    const outcomes = Object.keys(ORIGINS).map((name) => [name, ...report.codes(name)]);
    expect(outcomes).toEqual(Object.keys(ORIGINS).map((name) => [name, "failed", "STRAY_FAILURE"]));
    expect(
      report.plugins.filter(({ name }) => name in ORIGINS).every(({ hooks }) => hooks.length === 0),
    ).toBe(true);
    expect(report.of("bystander")).toMatchObject({
      state: "started",
      problems: [],
      hooks: [{ point: "session_end" }],
    });
    expect(report.of("timer").problems[0]).toMatchObject({
      severity: "error",
      phase: "serve",
      causes: ["boom"],
      place: { line: expect.any(Number), column: expect.any(Number) },
    });
  });

  test("of the host prints the error and ends the process with code 1, as without tracking", async () => {
    const script = (install: string) => `
      ${install}
      await start([plugin("idle", () => {})]);
      setTimeout(() => { throw new TypeError("the host's own"); }, 1);
      setTimeout(() => console.log("still there"), 500);`;
    const [tracked, plain] = await Promise.all([runHost(script("owners.install();")), runHost(script(""))]);
    expect(tracked).toMatchObject({ code: 1, signal: null, stdout: "" });
    expect(tracked.stderr).toContain("TypeError: the host's own");
    expect([tracked.code, tracked.stdout]).toEqual([plain.code, plain.stdout]);
  });

  test("of the host still reaches the host's listeners; one of a plugin does not", async () => {
    const run = await runHost(`
      owners.install();
      const heard = [];
      process.on("uncaughtException", (error) => heard.push(error.message));
      process.on("unhandledRejection", (error) => heard.push(error.message));
      const manager = await start([
        plugin("throws", () => void setTimeout(() => { throw new Error("plugin throws"); }, 1)),
        plugin("rejects", () => void setTimeout(() => { void Promise.reject(new Error("plugin rejects")); }, 1)),
      ]);
      setTimeout(() => { throw new Error("host throws"); }, 1);
      setTimeout(() => { void Promise.reject(new Error("host rejects")); }, 1);
      await turns();
      console.log(heard.sort().join("; "));
      printReport(manager);`);
    expect(run.stdout.split("\n")[0]).toBe("host rejects; host throws");
    const report = readReport(run);
    expect([report.codes("throws"), report.codes("rejects")]).toEqual([
      ["failed", "STRAY_FAILURE"],
      ["failed", "STRAY_FAILURE"],
    ]);
  });

  test.each(["strict", "warn", "none"])("has its owner with --unhandled-rejections=%s too", async (mode) => {
    const run = await runHost(
      `owners.install();
      const manager = await start([plugin("rejects", () => { setTimeout(() => { void Promise.reject(new Error("boom")); }, 1); })]);
      await turns();
      printReport(manager);`,
      [`--unhandled-rejections=${mode}`],
    );
    expect(run.code).toBe(0);
    expect(readReport(run).codes("rejects")).toEqual(["failed", "STRAY_FAILURE"]);
  });

  test("is told apart when calls of several plugins are interleaved, and nested", async () => {
    const run = await runHost(`
      owners.install();
      const pause = (ms) => new Promise((done) => setTimeout(done, ms));
      const worker = (name, fails) => plugin(name, (context) => {
        context.eventBus.subscribe("work.begun", async ({ data }) => {
          await pause(data.n % 3);
          if (fails && data.n === 7) void pause(1).then(() => { throw new Error(name); });
        });
      });
      const manager = await start([
        worker("even", false), worker("odd", true), worker("third", false),
        plugin("emitter", (context) => {
          context.hooks.register("session_end", () => {
            void context.eventBus.emit(Object.freeze({ id: "e", name: "work.begun", source: "", data: { n: 7 }, timestamp: "" }));
            setTimeout(() => { throw new Error("emitter"); }, 3);
          });
        }),
      ]);
      for (let n = 0; n < 7; n++) {
        void manager.eventBus.emit(Object.freeze({ id: "e", name: "work.begun", source: "", data: { n }, timestamp: "" }));
      }
      await manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
      await turns();
      printReport(manager);`);
    const report = readReport(run);
    expect(["even", "odd", "third", "emitter"].map((name) => report.codes(name))).toEqual([
      ["started"],
      ["failed", "STRAY_FAILURE"],
      ["started"],
      ["failed", "STRAY_FAILURE"],
    ]);
    expect(report.of("odd").problems[0]?.causes).toEqual(["odd"]);
    expect(report.of("emitter").problems[0]?.causes).toEqual(["emitter"]);
  });

  test("in what the host calls later has its owner: abort listeners, undos, waiting services, tool executors", async () => {
    const run = await runHost(`
      owners.install();
      const fail = () => { throw new Error("boom"); };
      const late = () => void setTimeout(fail, 1);
      const outer = new AbortController();
      let tool;
      const manager = await start([
        plugin("follows_the_turn", ({ hooks }) => {
          hooks.register("pre_llm_call", ({ signal }) => { signal.addEventListener("abort", fail); });
        }),
        plugin("offers_a_tool", ({ hooks }) => {
          hooks.register("tool_registry_build", ({ registry }) => { registry.register({ name: "t", schema: { name: "t", description: "d" }, executor: late }); });
        }),
        plugin("follows_a_tool_call", ({ hooks }) => {
          hooks.register("tool_registry_build", ({ registry }) => { registry.register({ name: "u", schema: { name: "u", description: "d" }, executor: (args, { signal }) => { signal.addEventListener("abort", fail); } }); });
        }),
        plugin("waits_for_a_service", ({ services }) => { services.when("roster", late); }),
        plugin("serves", () => {}),
      ]);
      const tools = [];
      const registry = { register: (tool) => { tools.push(tool); return () => {}; }, has: () => false, getToolNames: () => [], getSchemas: () => [], getSystemPromptGuidelines: () => [] };
      const turn = { id: "t", sessionId: "s", chatId: "c", userId: "u" };
      await manager.hookRegistry.invokeEach("tool_registry_build", () => ({ turn, signal: outer.signal, registry, mode: "standard", disabledTools: [] }), () => {});
      await manager.hookRegistry.invokeEach("pre_llm_call", () => ({ turn, signal: outer.signal, turnNumber: 1, model: "m", messages: [], useTools: true, toolSchemas: [] }), () => {});
      for (const { executor } of tools) executor({}, { call: {}, turn, directory: "/", signal: outer.signal });
      manager.services.provide("roster", {});
      manager.enter("serves", late);
      outer.abort();
      await turns();
      printReport(manager);`);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const report = readReport(run);
    expect(report.plugins.map(({ name }) => report.codes(name))).toEqual(
      Array(5).fill(["failed", "STRAY_FAILURE"]),
    );
  });

  test("in a connection that a plugin's server accepted has its owner", async () => {
    const run = await runHost(`
      import { connect, createServer } from "node:net";
      import http from "node:http";
      owners.install();
      const fail = () => { throw new Error("boom"); };
      const ports = [];
      const listen = (server) => new Promise((done) => server.listen(0, () => { ports.push(server.address().port); done(); }));
      const manager = await start([
        plugin("raw", () => listen(createServer((socket) => { socket.on("data", fail); }).unref())),
        plugin("later", () => listen(createServer((socket) => { socket.on("data", async () => { await null; setTimeout(fail, 1); }); }).unref())),
        plugin("web", () => listen(http.createServer((request) => { request.on("end", fail).resume(); }).unref())),
        plugin("upgraded", () => listen(http.createServer().on("upgrade", (request, socket) => { socket.on("data", fail); }).unref())),
      ]);
      for (const port of ports) {
        const socket = connect(port, "127.0.0.1", () => {
          socket.write("GET / HTTP/1.1\\r\\nHost: x\\r\\nConnection: upgrade\\r\\nUpgrade: x\\r\\n\\r\\n");
          setTimeout(() => socket.end("more"), 10);
        });
        socket.on("error", () => {});
      }
      await turns(60);
      printReport(manager);
      process.exit(0);`);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const report = readReport(run);
    expect(report.plugins.map(({ name }) => report.codes(name).slice(0, 2))).toEqual(
      Array(4).fill(["failed", "STRAY_FAILURE"]),
    );
  });

  test("ends what depends on the plugin as well, dependents first, and tells the host", async () => {
    const run = await runHost(`
      owners.install();
      const calls = [];
      const deactivate = (name) => () => void calls.push(name);
      const manager = await start([
        plugin("base", ({ hooks }) => { hooks.register("session_end", () => { setTimeout(() => { throw new Error("boom"); }, 1); }); }, { deactivate: deactivate("base") }),
        plugin("middle", () => {}, { dependencies: ["base"], deactivate: deactivate("middle") }),
        plugin("top", () => {}, { dependencies: ["middle"], deactivate: deactivate("top") }),
        plugin("other", () => {}, { deactivate: deactivate("other") }),
      ], { onFailed: ({ name, state, onFailure }) => calls.push(name + " " + state + " " + onFailure) });
      await manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
      await turns();
      await manager.deactivateAll();
      console.log(calls.join("; "));
      printReport(manager);`);
    expect(run.stdout.split("\n")[0]).toBe(
      "base; top; middle; base failed isolate; top skipped isolate; middle skipped isolate; other",
    );
    const report = readReport(run);
    expect(["base", "middle", "top", "other"].map((name) => report.codes(name))).toEqual([
      ["failed", "STRAY_FAILURE"],
      ["skipped", "DEPENDENCY_FAILED"],
      ["skipped", "DEPENDENCY_FAILED"],
      ["stopped"],
    ]);
  });

  test("of a plugin that outlives a generation ends what depends on it in the current one", async () => {
    const run = await runHost(`
      import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
      import { tmpdir } from "node:os";
      import { join } from "node:path";
      import { Generations } from "@asky/manager";
      owners.install();
      const dir = mkdtempSync(join(tmpdir(), "asky-owners-"));
      const folder = join(dir, "node_modules", "user");
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "package.json"), '{ "name": "user", "version": "1.0.0", "type": "module", "exports": "./index.js" }');
      writeFileSync(join(folder, "index.js"), 'export default { name: "user", dependencies: ["base"], activate() {} };');
      writeFileSync(join(dir, "plugins.toml"), '[plugin.user]\\nmodule = "user"');
      const base = plugin("base", ({ hooks }) => {
        hooks.register("session_end", () => void setTimeout(() => { throw new Error("boom"); }, 1));
      });
      const logger = { debug() {}, info() {}, warn() {}, error() {} };
      const generations = new Generations({}, dir, { plugins: [base], owners, logger });
      await generations.start();
      const { kind } = await generations.reload();
      await generations.current.hookRegistry.invoke("session_end", { sessionId: "s1" });
      await turns();
      console.log(kind);
      printReport(generations.current);
      await generations.stop();`);
    expect(run.stdout.split("\n")[0]).toBe("swapped");
    const report = readReport(run);
    expect([report.codes("base"), report.codes("user")]).toEqual([
      ["failed", "STRAY_FAILURE"],
      ["skipped", "DEPENDENCY_FAILED"],
    ]);
  });

  test("is dealt with before the manager has stopped, also when it comes right before", async () => {
    const run = await runHost(`
      owners.install();
      const calls = [];
      const manager = await start([plugin("notes", ({ hooks, defer }) => {
        hooks.register("session_end", () => process.nextTick(() => { throw new Error("boom"); }));
        defer(async () => { await new Promise((done) => setTimeout(done, 20)); calls.push("undone"); });
      })]);
      await manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
      await new Promise((done) => setImmediate(done));
      await manager.deactivateAll();
      console.log(calls.join());
      printReport(manager);`);
    expect(run.stdout.split("\n")[0]).toBe("undone");
    expect(readReport(run).codes("notes")).toEqual(["failed", "STRAY_FAILURE"]);
  });

  test("during activation makes it fail; after the end it is reported and harms nobody", async () => {
    const run = await runHost(`
      owners.install();
      const pause = (ms) => new Promise((done) => setTimeout(done, ms));
      const manager = await start([
        plugin("early", async (context) => {
          context.hooks.register("session_end", () => {});
          setTimeout(() => { throw new Error("boom"); }, 1);
          await pause(10);
        }),
        plugin("needs_it", () => {}, { dependencies: ["early"] }),
        plugin("late", () => {}, { deactivate() { setTimeout(() => { throw new Error("boom"); }, 100); } }),
        plugin("listens", ({ signal }) => { signal.addEventListener("abort", () => { throw new Error("boom"); }); }),
      ]);
      await manager.deactivateAll();
      await pause(150);
      printReport(manager);`);
    expect(run.code).toBe(0);
    const report = readReport(run);
    expect(report.of("early")).toMatchObject({ state: "failed", hooks: [], problems: [{ phase: "init" }] });
    expect(report.codes("needs_it")).toEqual(["skipped", "DEPENDENCY_FAILED"]);
    expect(report.codes("late")).toEqual(["stopped", "LEFTOVER_HANDLES", "STRAY_FAILURE"]);
    expect(report.of("late").problems[1]).toMatchObject({ severity: "warning", phase: "stop" });
    expect(report.codes("listens")).toEqual(["stopped", "STRAY_FAILURE"]);
  });

  test("goes to one of two managers that share the tracking, also when their plugins have the same name", async () => {
    const run = await runHost(`
      owners.install();
      const fail = () => { throw new Error("boom"); };
      const first = await start([plugin("notes", () => {})]);
      const second = await start([plugin("notes", () => void setTimeout(fail, 1))]);
      await turns();
      console.log(first.report().plugins[0].state);
      printReport(second);`);
    expect(run.stdout.split("\n")[0]).toBe("started");
    expect(readReport(run).codes("notes")).toEqual(["failed", "STRAY_FAILURE"]);
  });
});

describe("what nobody can own", () => {
  test.each([
    ["a method of a service that the host calls", "manager.services.get('late').run()"],
    ["a listener on an emitter of the host's", "hostEmitter.emit('work')"],
  ])("is a failure in %s: it ends the process as if it were the host's", async (_, call) => {
    const run = await runHost(`
      import { EventEmitter } from "node:events";
      globalThis.hostEmitter = new EventEmitter();
      owners.install();
      const fail = () => { throw new Error("boom"); };
      const late = () => void setTimeout(fail, 1);
      const manager = await start([plugin("notes", ({ services }) => {
        services.provide("late", { run: late });
        hostEmitter.on("work", late);
      })]);
      ${call};
      await turns();
      console.log("not reached");`);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("Error: boom");
  });

  test("is a process that a plugin ends by other means than process.exit", async () => {
    const run = await runHost(`
      owners.install();
      await start([plugin("notes", () => process.reallyExit(3))]);
      console.log("not reached");`);
    expect(run).toMatchObject({ code: 3, stdout: "", stderr: "" });
  });
});

describe("process.exit", () => {
  test("throws when a plugin's code calls it, whenever that is; the host's own call ends the process", async () => {
    const run = await runHost(`
      owners.install();
      const manager = await start([
        plugin("in_activate", () => process.exit(3)),
        plugin("in_a_callback", ({ hooks }) => { hooks.register("session_end", () => process.exit(4)); }),
        plugin("in_a_timer", () => void setTimeout(() => process.exit(5), 1)),
        plugin("swallows_it", ({ hooks }) => { hooks.register("session_end", () => { try { process.exit(6); } catch {} }); }),
        plugin("through_the_host", ({ hooks }) => { hooks.register("session_end", () => { globalThis.stop?.(); }); }),
      ]);
      await manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
      await turns();
      printReport(manager);
      globalThis.stop = () => owners.leave(() => process.exit(9));
      await manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
      console.log("not reached");`);
    expect(run.code).toBe(9);
    const report = readReport(run);
    expect(report.plugins.map(({ name }) => [name, ...report.codes(name)])).toEqual([
      ["in_activate", "failed", "PROCESS_EXIT_REFUSED", "ACTIVATE_FAILED"],
      ["in_a_callback", "started", "PROCESS_EXIT_REFUSED", "CALLBACK_FAILED"],
      ["in_a_timer", "failed", "PROCESS_EXIT_REFUSED", "STRAY_FAILURE"],
      ["swallows_it", "started", "PROCESS_EXIT_REFUSED"],
      ["through_the_host", "started"],
    ]);
  });
});

describe("tracking", () => {
  test("is not switched on by importing the library", async () => {
    const { stdout } = await runHost(`
      import { executionAsyncId } from "node:async_hooks";
      const { emit, exit } = process;
      await null;
      // Promises have numbers of their own as soon as anybody tracks them.
      console.log(await Promise.resolve().then(executionAsyncId), Object.hasOwn(process, "emit"), process.exit.name);`);
    expect(stdout).toBe("0 false exit\n");
  });

  test("puts everything back when it is undone, and lasts until the last one has undone it", async () => {
    const { stdout } = await runHost(`
      const state = () => [Object.hasOwn(process, "emit"), process.exit, globalThis.queueMicrotask];
      const before = state();
      const undos = [owners.install(), owners.install()];
      const during = state();
      undos[0]();
      undos[0]();
      const shared = state();
      undos[1]();
      const after = state();
      console.log(during[0], before[1] === during[1], shared[1] === during[1], before.every((one, n) => one === after[n]));
      const undo = owners.install();
      const ours = process.exit;
      process.exit = function theirs(code) { return ours.call(process, code); };
      undo();
      console.log(process.exit.name);
      process.exit(7);`);
    expect(stdout).toBe("true false true true\ntheirs\n");
  });
});
