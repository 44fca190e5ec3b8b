import { buildEngine } from "@asky/engine";
import { type Event, MESSAGE_IN, PluginError, type TetherPlugin, type TetherPluginContext } from "@asky/sdk";
import { expect, test } from "vitest";
import { allProblems, createEngine, startEngine } from "./engine-host.ts";
import { startTrace } from "./host.ts";

/** The plugin of the specification. */
class MetricsPlugin implements TetherPlugin {
  readonly meta = { name: "metrics", version: "0.1.0", description: "Tracks message counts per user" };
  readonly counts = new Map<string, number>();

  async initialize(context: TetherPluginContext): Promise<void> {
    context.eventBus.subscribe(MESSAGE_IN, (event) => this.#onMessage(event));
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  async #onMessage(event: Event<typeof MESSAGE_IN>): Promise<void> {
    const { userId } = event.data;
    this.counts.set(userId, (this.counts.get(userId) ?? 0) + 1);
  }
}

const failing: TetherPlugin = {
  meta: { name: "failing", version: "0.1.0" },
  initialize: () => Promise.reject(new Error("boom")),
  async start() {},
  async stop() {},
};

test("tether-7-1: the specification's MetricsPlugin counts messages per user", async () => {
  const metrics = new MetricsPlugin();
  const { engine } = await startEngine({ plugins: [metrics] });
  await engine.handleMessage({ text: "one", userId: "ann" });
  await engine.handleMessage({ text: "two", userId: "ann" });
  await engine.handleMessage({ text: "three", userId: "bob" });
  await engine.shutdown();
  expect([...metrics.counts]).toEqual([
    ["ann", 2],
    ["bob", 1],
  ]);
});

test("tether-7-2: buildEngine registers the plugins passed to it, and runs none before startup", async () => {
  const metrics = new MetricsPlugin();
  expect(() => buildEngine({ plugins: [failing] })).not.toThrow();
  const { engine } = createEngine({ plugins: [metrics] });
  expect(engine.report().plugins).toEqual([]);
  await engine.startup();
  expect(engine.report().plugins.map(({ name, state }) => `${name} ${state}`)).toContain("metrics started");
});

test("tether-7-3: AuditPlugin is always registered, and nobody switches it off or takes its name", async () => {
  startTrace();
  const { engine } = await startEngine();
  expect(engine.report().plugins.map(({ name, state }) => `${name} ${state}`)).toEqual(["audit started"]);

  for (const enabled of [false, true]) {
    const roster = `[plugin.audit]\nenabled = ${enabled}\nmodule = "mine"`;
    const packages = { mine: `trace.push("imported"); export default {};` };
    const trace = startTrace();
    const other = await startEngine({ files: { roster, packages } });
    expect(other.engine.report().plugins.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "audit started",
    ]);
    expect(allProblems(other.engine.report()).map(({ code }) => code)).toEqual(["PLUGIN_NAME_RESERVED"]);
    expect(trace).toEqual([]);
  }

  const usurper = { ...failing, meta: { name: "audit", version: "9.9.9" }, async initialize() {} };
  const { engine: usurped } = createEngine({ plugins: [usurper] });
  await expect(usurped.startup()).rejects.toMatchObject({ code: "STARTUP_ABORTED", plugin: "audit" });
});

test("tether-7-4: the plugins passed come after it, and before those of the roster", async () => {
  startTrace();
  const { engine } = await startEngine({
    files: {
      roster: `[plugin.aaa]\nenabled = true\nmodule = "aaa-package"`,
      packages: {
        "aaa-package": `import { defineAskyPlugin } from "@asky/sdk";
          export default defineAskyPlugin({ name: "aaa", activate() {} });`,
      },
    },
    plugins: [
      new MetricsPlugin(),
      { ...failing, meta: { name: "bbb", version: "1.0.0" }, async initialize() {} },
    ],
  });
  expect(engine.report().plugins.map(({ name }) => name)).toEqual(["audit", "metrics", "bbb", "aaa"]);
});

test("tether-7-5: a plugin passed in code that fails aborts the start-up; one of the roster does not", async () => {
  const { engine } = createEngine({ plugins: [new MetricsPlugin(), failing] });
  const error = await engine.startup().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(PluginError.is(error) && error.code).toBe("STARTUP_ABORTED");
  expect(PluginError.is(error) && error.plugin).toBe("failing");
  expect(engine.report().plugins.map(({ name, state }) => `${name} ${state}`)).toEqual([
    "audit stopped",
    "metrics stopped",
    "failing failed",
  ]);

  startTrace();
  const isolated = await startEngine({
    files: {
      roster: `[plugin.failing]\nenabled = true\nmodule = "failing-package"`,
      packages: {
        "failing-package": `import { defineAskyPlugin } from "@asky/sdk";
          export default defineAskyPlugin({ name: "failing", activate() { throw new Error("boom"); } });`,
      },
    },
  });
  expect(allProblems(isolated.engine.report()).map(({ code }) => code)).toEqual(["ACTIVATE_FAILED"]);
  expect((await isolated.engine.handleMessage({ text: "hello" })).stopReason).toBe("answered");
});
