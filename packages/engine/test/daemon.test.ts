import { type DaemonServerSpec, type DaemonService, defineAskyPlugin } from "@asky/sdk";
import { expect, test } from "vitest";
import { makeEngine, startEngine } from "./running-engine.ts";

/** A plugin that does something when the daemon asks for servers. */
function serving(
  name: string,
  register: (payload: {
    servers: DaemonServerSpec[];
    registerServer: (spec: DaemonServerSpec) => void;
    daemonService: DaemonService;
  }) => void,
) {
  return defineAskyPlugin({
    name,
    activate: ({ hooks }) => void hooks.register("daemon_server_register", register),
  });
}

/** A server that notes down its life. */
function server(name: string, trace: string[] = []): DaemonServerSpec {
  let isRunning = false;
  return {
    name,
    async start() {
      await new Promise(setImmediate);
      trace.push(`start ${name}`);
      isRunning = true;
    },
    async stop() {
      await new Promise(setImmediate);
      trace.push(`stop ${name}`);
      isRunning = false;
    },
    isRunning: () => isRunning,
  };
}

test("servers start in the order of registration and stop in reverse, in both styles", async () => {
  const trace: string[] = [];
  const engine = await startEngine({
    plugins: [
      serving("alpha", ({ servers, registerServer }) => {
        servers.push(server("a1", trace));
        registerServer(server("a2", trace));
      }),
      serving("beta", ({ servers }) => servers.push(server("b1", trace))),
    ],
  });
  expect(engine.daemon.serverNames).toEqual([]);
  await engine.serve();
  expect(trace).toEqual(["start a1", "start a2", "start b1"]);
  expect(engine.daemon.status()).toMatchObject([
    { name: "a1", plugin: "alpha", state: "started", isRunning: true },
    { name: "a2", plugin: "alpha", state: "started", isRunning: true },
    { name: "b1", plugin: "beta", state: "started", isRunning: true },
  ]);
  expect(engine.daemon.getServer("a2")?.isRunning()).toBe(true);
  expect(engine.daemon.getServer("c")).toBeUndefined();
  trace.length = 0;
  await engine.shutdown();
  expect(trace).toEqual(["stop b1", "stop a2", "stop a1"]);
  expect(engine.daemon.status().map(({ state, isRunning }) => [state, isRunning])).toEqual([
    ["stopped", false],
    ["stopped", false],
    ["stopped", false],
  ]);
});

test("a server is called on its own object", async () => {
  class Counter {
    name = "counter";
    #count = 0;
    start() {
      this.#count += 1;
    }
    stop() {
      this.#count -= 1;
    }
    isRunning() {
      return this.#count === 1;
    }
  }
  const engine = await startEngine({
    plugins: [serving("alpha", ({ servers }) => servers.push(new Counter()))],
  });
  await engine.serve();
  expect(engine.daemon.status()).toMatchObject([{ name: "counter", isRunning: true }]);
});

test("a server that does not start is reported with its plugin, and the others start", async () => {
  const trace: string[] = [];
  const engine = await startEngine({
    plugins: [
      serving("alpha", ({ servers }) => {
        servers.push({
          ...server("broken", trace),
          start() {
            throw new Error("port 80 is taken");
          },
        });
        servers.push(server("good", trace));
      }),
    ],
  });
  await engine.serve();
  expect(engine.daemon.status()).toMatchObject([{ state: "failed" }, { state: "started" }]);
  expect(engine.report().plugins[1]?.problems).toMatchObject([
    { code: "SERVER_START_FAILED", plugin: "alpha", causes: ["port 80 is taken"] },
  ]);
  await engine.shutdown();
  expect(trace).toEqual(["start good", "stop good"]);
});

test.each<[string, unknown]>([
  ["null", null],
  ["a text", "server"],
  ["no name", { ...server("x"), name: undefined }],
  ["a name with a line break", server("x\ny")],
  ["no start", { ...server("x"), start: undefined }],
  ["a stop that is no function", { ...server("x"), stop: true }],
  ["no isRunning", { name: "x", start() {}, stop() {} }],
  [
    "a getter that throws",
    {
      get name(): never {
        throw new Error("no name");
      },
    },
  ],
])("a registration with %s is refused in both styles", async (_, spec) => {
  const thrown: unknown[] = [];
  const engine = await startEngine({
    plugins: [
      serving("alpha", ({ servers, registerServer }) => {
        servers.push(spec as DaemonServerSpec);
        try {
          registerServer(spec as DaemonServerSpec);
        } catch (error) {
          thrown.push(error);
        }
        servers.push(server("good"));
      }),
    ],
  });
  await engine.serve();
  expect(thrown).toMatchObject([{ code: "SERVER_SPEC_INVALID", plugin: "alpha" }]);
  expect(engine.daemon.serverNames).toEqual(["good"]);
  expect(engine.report().plugins[1]?.problems).toMatchObject([
    { code: "SERVER_SPEC_INVALID", plugin: "alpha" },
  ]);
});

test("a name can be taken once, whoever has it", async () => {
  const thrown: unknown[] = [];
  const engine = await startEngine({
    plugins: [
      serving("alpha", ({ servers }) => servers.push(server("same"))),
      serving("beta", ({ servers }) => servers.push(server("same"))),
      serving("gamma", ({ registerServer }) => {
        try {
          registerServer(server("same"));
        } catch (error) {
          thrown.push(error);
        }
      }),
    ],
  });
  await engine.serve();
  expect(engine.daemon.status()).toMatchObject([{ name: "same", plugin: "alpha" }]);
  expect(thrown).toMatchObject([{ code: "SERVER_SPEC_INVALID", plugin: "gamma" }]);
  expect(engine.report().plugins[2]?.problems).toMatchObject([{ code: "SERVER_SPEC_INVALID" }]);
});

test("what a callback registered before it failed counts", async () => {
  const engine = await startEngine({
    plugins: [
      serving("alpha", ({ servers }) => {
        servers.push(server("early"));
        throw new Error("later");
      }),
    ],
  });
  await engine.serve();
  expect(engine.daemon.serverNames).toEqual(["early"]);
  expect(engine.report().plugins[1]?.problems).toMatchObject([{ code: "CALLBACK_FAILED" }]);
});

test("nothing can be registered once the point is over, and plugins cannot start or stop the daemon", async () => {
  const later: (() => void)[] = [];
  const members: string[] = [];
  const engine = await startEngine({
    plugins: [
      serving("alpha", ({ servers, registerServer, daemonService }) => {
        later.push(() => registerServer(server("late")));
        later.push(() => servers.push(server("later")));
        members.push(...Object.keys(daemonService));
      }),
    ],
  });
  await engine.serve();
  expect(later[0]).toThrow(expect.objectContaining({ code: "PLUGIN_FENCED", plugin: "alpha" }));
  const alpha = engine.report().plugins.find(({ name }) => name === "alpha");
  expect(alpha?.problems).toMatchObject([{ severity: "warning", code: "PLUGIN_FENCED", phase: "serve" }]);
  later[1]?.();
  expect(engine.daemon.serverNames).toEqual([]);
  expect(members).not.toContain("start");
});

test("a shut-down does not wait for a server that never starts", async () => {
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let finish = (): void => {};
  const trace: string[] = [];
  const engine = await startEngine({
    plugins: [
      serving("alpha", ({ servers }) => {
        servers.push({
          ...server("slow", trace),
          start: () =>
            new Promise<void>((resolve) => {
              finish = resolve;
              begin();
            }),
        });
        servers.push(server("next", trace));
      }),
    ],
  });
  const serving_ = engine.serve();
  await begun;
  await engine.shutdown();
  expect(trace).toEqual([]);
  finish();
  await serving_;
  expect(trace).toEqual(["stop slow"]);
});

test("serving is refused before the start-up and a second time", async () => {
  const engine = await makeEngine();
  await expect(engine.serve()).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
  await engine.startup();
  await engine.serve();
  await expect(engine.serve()).rejects.toMatchObject({ code: "LIFECYCLE_ORDER" });
});

test("isRunning that fails counts as not running", async () => {
  const engine = await startEngine({
    plugins: [
      serving("alpha", ({ servers }) => {
        servers.push({
          ...server("odd"),
          isRunning() {
            throw new Error("no idea");
          },
        });
      }),
    ],
  });
  await engine.serve();
  expect(engine.daemon.status()).toMatchObject([{ name: "odd", state: "started", isRunning: false }]);
});
