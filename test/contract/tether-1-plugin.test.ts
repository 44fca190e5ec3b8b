import { createEvent, type TetherPlugin, type TetherPluginContext } from "@asky/sdk";
import { expect, test } from "vitest";
import { startEngine } from "./engine-host.ts";
import { problemsOf, reportOf, startManager, startTrace } from "./host.ts";

test("tether-1-1: whatever has meta, initialize, start and stop is a plugin", async () => {
  const trace: string[] = [];
  const plugin = {
    meta: { name: "plain", version: "0.1.0" },
    initialize: async () => void trace.push("initialize"),
    start: async () => void trace.push("start"),
    stop: async () => void trace.push("stop"),
  };
  const shape: TetherPlugin = plugin;
  const { manager } = await startManager({}, { plugins: [plugin] });
  expect(manager.getPlugin("plain")).toBe(shape);
  expect(reportOf(manager, "plain")).toMatchObject({ contract: "tether", state: "started" });
  await manager.deactivateAll();
  expect(trace).toEqual(["initialize", "start", "stop"]);
});

test("tether-1-2: initialize, start and stop are awaited before the next plugin's is called", async () => {
  const trace: string[] = [];
  const step = async (text: string): Promise<void> => {
    trace.push(`${text} begins`);
    await new Promise(setImmediate);
    trace.push(`${text} ends`);
  };
  const plugin = (name: string): TetherPlugin => ({
    meta: { name, version: "0.1.0" },
    initialize: () => step(`initialize ${name}`),
    start: () => step(`start ${name}`),
    stop: () => step(`stop ${name}`),
  });
  const { manager } = await startManager({}, { plugins: [plugin("a"), plugin("b")] });
  await manager.deactivateAll();
  expect(trace).toEqual(
    ["initialize a", "initialize b", "start a", "start b", "stop b", "stop a"].flatMap((text) => [
      `${text} begins`,
      `${text} ends`,
    ]),
  );
});

test("tether-1-3: plugins react to events, and no outcome of the host depends on a handler", async () => {
  const heard: string[] = [];
  const plugin: TetherPlugin = {
    meta: { name: "watcher", version: "0.1.0" },
    async initialize({ eventBus }: TetherPluginContext): Promise<void> {
      for (const name of ["message.in", "message.out", "tool.gated", "tool.allowed"] as const) {
        eventBus.subscribe(name, ({ data }) => {
          heard.push(name);
          try {
            (data as { text?: string }).text = "changed";
          } finally {
            Reflect.deleteProperty(data, "text");
          }
        });
        eventBus.subscribe(name, () => Promise.reject(new Error("boom")));
      }
    },
    async start() {},
    async stop() {},
  };
  const plain = await startEngine({ answers: [[["Now", {}]], "the answer"] });
  const watched = await startEngine({ plugins: [plugin], answers: [[["Now", {}]], "the answer"] });
  const message = { text: "hello", sessionId: "s" };
  const before = await plain.engine.handleMessage(message);
  const after = await watched.engine.handleMessage(message);
  expect(after.text).toBe(before.text);
  expect(after.toolCalls.map(({ status }) => status)).toEqual(["done"]);
  expect(after.stopReason).toBe("answered");
  await watched.engine.shutdown();
  expect(new Set(heard)).toEqual(new Set(["message.in", "tool.gated", "tool.allowed", "message.out"]));
});

test("tether-1-4: the roster loads a class, an object, and a factory that is given the services", async () => {
  const trace = startTrace();
  const members = (name: string) => `meta = { name: "${name}", version: "1.0.0" };
    async initialize(context) { trace.push("${name} " + context.pluginName); }
    async start() {} async stop() {}`;
  const { manager } = await startManager({
    roster: ["a", "b", "c"]
      .map((name) => `[plugin.${name}]\nenabled = true\nmodule = "${name}-package"\n`)
      .join(""),
    packages: {
      "a-package": `export class A { ${members("a")} }`,
      "b-package": `class B { ${members("b")} } export default new B();`,
      "c-package": `class C { ${members("c")} }
        export default (services) => { trace.push("services " + typeof services.get); return new C(); };`,
    },
  });
  expect(trace.filter((line) => line.startsWith("services"))).toEqual(["services function"]);
  expect(trace.filter((line) => !line.startsWith("services"))).toEqual(["a a", "b b", "c c"]);
  expect(problemsOf(manager)).toEqual([]);
  await manager.eventBus.emit(createEvent("engine.started", {}));
});
