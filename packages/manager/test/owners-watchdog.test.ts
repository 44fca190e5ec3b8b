import { describe, expect, test } from "vitest";
import { readReport, runHost } from "./run-host.ts";

const HELD =
  /^WARN {2}\[asky\.plugins\.(\w+)\] THREAD_BLOCKED: "\1" has held the thread for \d\.\d s(?:, at (?:(\w+) \()?.*:\d+:\d+\)?)?\./;

/** Who was named while it lasted, and in which function. */
function named(stderr: string): readonly (readonly (string | undefined)[])[] {
  return stderr
    .trimEnd()
    .split("\n")
    .map((line) => HELD.exec(line)?.slice(1, 3) ?? [line]);
}

describe("the watchdog", () => {
  test("names the plugin that holds the thread and the line, whichever way it does, and no other", async () => {
    const run = await runHost(`
      import { execSync } from "node:child_process";
      owners.watch({ stallMs: 250 });
      const on = (code) => ({ eventBus }) => { eventBus.subscribe("work.begun", code); };
      const manager = await start([
        plugin("bystander", on(() => {})),
        plugin("callback", on(function spin() { const from = performance.now(); while (performance.now() - from < 1200); })),
        plugin("after_an_await", on(async function go() { await null; const from = performance.now(); while (performance.now() - from < 1200); })),
        plugin("in_a_timer", on(() => new Promise((done) => {
          setTimeout(function tick() { const from = performance.now(); while (performance.now() - from < 1200); done(); }, 1);
        }))),
        plugin("microtasks", on(async function drip() { const from = performance.now(); while (performance.now() - from < 1200) await null; })),
        plugin("waits", on(function wait() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200); })),
        plugin("calls_a_program", on(() => { execSync("sleep 0.4"); })),
      ]);
      // The watchdog's thread has to be up, and the host may take its time.
      await turns(100);
      const from = performance.now();
      while (performance.now() - from < 1200);
      await turns(100);
      await manager.eventBus.emit(Object.freeze({ id: "e", name: "work.begun", source: "", data: {}, timestamp: "" }));
      await turns(50);
      printReport(manager);`);
    expect(run.code).toBe(0);
    const functions = Object.fromEntries(named(run.stderr));
    expect(Object.keys(functions)).toEqual([
      "callback",
      "after_an_await",
      "in_a_timer",
      "microtasks",
      "waits",
      "calls_a_program",
    ]);
    expect(functions).toMatchObject({
      callback: "spin",
      after_an_await: "go",
      in_a_timer: "tick",
      waits: "wait",
      calls_a_program: undefined,
    });
    // Between two steps of such a loop Node's own code runs, where nothing is to be seen of the plugin.
    expect(["drip", undefined]).toContain(functions.microtasks);
    const report = readReport(run);
    expect(report.codes("bystander")).toEqual(["started"]);
    for (const name of Object.keys(functions))
      expect(report.codes(name)).toEqual(["started", "THREAD_BLOCKED"]);
    for (const name of ["callback", "after_an_await", "in_a_timer", "waits"])
      expect(report.of(name).problems[0]).toMatchObject({
        severity: "warning",
        place: { file: expect.any(String), line: expect.any(Number), column: expect.any(Number) },
      });
    const [, ms] = /about (\d+) ms in spin\(\)/.exec(report.of("callback").problems[0]?.message ?? "") ?? [];
    expect(Number(ms)).toBeGreaterThan(100);
  });

  test("names one plugin after the other when they hold the thread without a pause", async () => {
    const run = await runHost(`
      owners.watch({ stallMs: 250 });
      const spin = ({ hooks }) => {
        hooks.register("session_end", () => { const from = performance.now(); while (performance.now() - from < 500); });
      };
      const manager = await start([plugin("first", spin), plugin("second", spin)]);
      await turns(100);
      manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
      await turns(50);
      printReport(manager);`);
    expect(named(run.stderr).map(([name]) => name)).toEqual(["first", "second"]);
    const report = readReport(run);
    expect([report.codes("first"), report.codes("second")]).toEqual([
      ["started", "THREAD_BLOCKED"],
      ["started", "THREAD_BLOCKED"],
    ]);
  });

  test("kills the process where the host wants that, and says whose doing it was", async () => {
    const run = await runHost(`
      owners.watch({ stallMs: 50, killAfterMs: 200 });
      await start([plugin("endless", ({ hooks }) => {}), plugin("stuck", () => { for (;;); })]);
      console.log("not reached");`);
    expect(run).toMatchObject({ code: null, signal: "SIGKILL", stdout: "" });
    const lines = run.stderr.trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(
      /^ERROR \[asky\.plugins\.stuck\] THREAD_BLOCKED: "stuck" has held the thread for \d\.\d s\. The process is killed\.$/,
    );
  });

  test("keeps no process alive, and is gone when it is undone", async () => {
    const { code, stdout } = await runHost(`
      import { executionAsyncId } from "node:async_hooks";
      const undo = owners.watch();
      const again = owners.watch();
      undo();
      console.log(process.getActiveResourcesInfo().includes("MessagePort"));
      again();
      await turns(5);
      const manager = await start([plugin("notes", () => {})]);
      console.log(await Promise.resolve().then(() => owners.current()));
      owners.watch();`);
    expect(code).toBe(0);
    expect(stdout.split("\n")[1]).toBe("undefined");
  });
});
