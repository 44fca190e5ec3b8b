import { type DaemonServerRegisterPayload, type DaemonServerSpec, defineAskyPlugin } from "@asky/sdk";
import { expect, test } from "vitest";
import { allProblems, startEngine } from "./engine-host.ts";

/** A server that traces what happens to it. */
function traced(name: string, trace: string[], fault: Partial<DaemonServerSpec> = {}): DaemonServerSpec {
  let isRunning = false;
  return {
    name,
    start: async () => {
      await null;
      isRunning = true;
      trace.push(`start ${name}`);
    },
    stop: async () => {
      await null;
      isRunning = false;
      trace.push(`stop ${name}`);
    },
    isRunning: () => isRunning,
    ...fault,
  };
}

/** A plugin that registers servers. */
function serving(
  name: string,
  register: (payload: DaemonServerRegisterPayload) => void,
  deactivate = () => {},
) {
  return defineAskyPlugin({
    name,
    activate: ({ hooks }) => void hooks.register("daemon_server_register", register),
    deactivate,
  });
}

const boom = (): never => {
  throw new Error("boom");
};

test("asky-7-1: servers are registered by pushing to the list and by calling the method", async () => {
  const trace: string[] = [];
  const { engine } = await startEngine({
    plugins: [
      serving("a", ({ servers }) => void servers.push(traced("pushed", trace))),
      serving("b", ({ registerServer, servers, daemonService }) => {
        trace.push(`b sees ${servers.length} ${daemonService.getServer("unknown") === undefined}`);
        registerServer(traced("called", trace));
      }),
    ],
  });
  await engine.serve();
  expect(engine.daemon.serverNames).toEqual(["pushed", "called"]);
  expect(trace).toEqual(["b sees 0 true", "start pushed", "start called"]);
});

test("asky-7-2: a server has a unique name, start, stop and isRunning; anything else is refused", async () => {
  const trace: string[] = [];
  const refused: unknown[] = [];
  const { engine } = await startEngine({
    plugins: [
      serving("a", ({ registerServer, servers }) => {
        registerServer(traced("good", trace));
        for (const wrong of [
          traced("good", trace),
          { ...traced("x", trace), isRunning: undefined },
          { ...traced("x", trace), start: "now" },
          { ...traced("x", trace), stop: null },
          { ...traced("", trace) },
        ]) {
          try {
            registerServer(wrong as DaemonServerSpec);
          } catch (error) {
            refused.push((error as { code?: string }).code);
          }
        }
        servers.push(null as unknown as DaemonServerSpec, traced("good", trace));
      }),
      serving("b", ({ servers }) => void servers.push(traced("good", trace), traced("other", trace))),
    ],
  });
  await engine.serve();
  expect(refused).toEqual(Array.from({ length: 5 }, () => "SERVER_SPEC_INVALID"));
  expect(engine.daemon.serverNames).toEqual(["good", "other"]);
  expect(allProblems(engine.report()).map(({ code, plugin }) => `${plugin} ${code}`)).toEqual(
    expect.arrayContaining(["a SERVER_SPEC_INVALID", "b SERVER_SPEC_INVALID"]),
  );
});

test("asky-7-3: start is called in order of registration; one that fails is reported and the others start", async () => {
  const trace: string[] = [];
  const { engine } = await startEngine({
    plugins: [
      serving("a", ({ servers }) =>
        servers.push(traced("one", trace), traced("bad", trace, { start: boom }), traced("two", trace)),
      ),
    ],
  });
  await engine.handleMessage({ text: "hello" });
  expect(trace).toEqual([]);
  await engine.serve();
  expect(trace).toEqual(["start one", "start two"]);
  expect(allProblems(engine.report()).map(({ code, plugin }) => `${plugin} ${code}`)).toEqual([
    "a SERVER_START_FAILED",
  ]);
});

test("asky-7-4: stop is called at shut-down, in reverse, before the plugins stop; a failure stops nobody", async () => {
  const trace: string[] = [];
  const { engine } = await startEngine({
    plugins: [
      serving(
        "a",
        ({ servers }) =>
          servers.push(traced("one", trace), traced("bad", trace, { stop: boom }), traced("two", trace)),
        () => void trace.push("deactivate a"),
      ),
    ],
  });
  await engine.serve();
  trace.length = 0;
  await engine.shutdown();
  expect(trace).toEqual(["stop two", "stop one", "deactivate a"]);
  expect(allProblems(engine.report()).map(({ code, plugin }) => `${plugin} ${code}`)).toEqual([
    "a SERVER_STOP_FAILED",
  ]);
});

test("asky-7-5: isRunning is the health check that the daemon passes on", async () => {
  let isUp = false;
  const { engine } = await startEngine({
    plugins: [
      serving("a", ({ servers }) =>
        servers.push(traced("own", [], { isRunning: () => isUp }), traced("bad", [], { isRunning: boom })),
      ),
    ],
  });
  await engine.serve();
  const health = () => engine.daemon.status().map(({ name, isRunning }) => `${name} ${isRunning}`);
  expect(health()).toEqual(["own false", "bad false"]);
  isUp = true;
  expect(health()).toEqual(["own true", "bad false"]);
  expect(engine.daemon.getServer("own")?.isRunning()).toBe(true);
});
