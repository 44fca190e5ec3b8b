import { join } from "node:path";
import { createEvent, defineTetherPlugin, type TetherPluginContext } from "@asky/sdk";
import { expect, test } from "vitest";
import { startManager } from "./host.ts";

/** Starts a plugin called `metrics` and returns its context. */
async function startMetrics(trace: string[] = []) {
  const contexts: TetherPluginContext[] = [];
  const plugin = defineTetherPlugin({
    meta: { name: "metrics", version: "0.1.0" },
    initialize(context) {
      trace.push("initialize");
      contexts.push(context);
    },
    start: () => void trace.push("start"),
    stop: () => void trace.push("stop"),
  });
  const files = { configs: { metrics: `interval = 5\n[labels]\nlist = ["a"]` } };
  const host = await startManager(files, { plugins: [plugin] }, { shop: { open: true } });
  const [context] = contexts;
  if (context === undefined) throw new Error("The plugin was not initialised.");
  return { context, contexts, ...host };
}

test("tether-3-1: the context is frozen, and the configuration in it at every level", async () => {
  const { context } = await startMetrics();
  const labels = context.pluginConfig.labels as { readonly list: readonly string[] };
  for (const part of [
    context,
    context.config,
    context.config.shop,
    context.pluginConfig,
    labels,
    labels.list,
  ]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});

test("tether-3-2: plugins receive the context during initialisation", async () => {
  const trace: string[] = [];
  const { contexts } = await startMetrics(trace);
  expect(contexts).toHaveLength(1);
  expect(trace).toEqual(["initialize", "start"]);
});

test("tether-3-3: eventBus subscribes to events", async () => {
  const { context, manager } = await startMetrics();
  const heard: string[] = [];
  context.eventBus.subscribe("message.in", ({ data }) => void heard.push(data.text));
  await manager.eventBus.emit(createEvent("message.in", { userId: "u", chatId: "c", text: "hello" }));
  expect(heard).toEqual(["hello"]);
});

test("tether-3-4: config is the host's, pluginConfig the plugin's own", async () => {
  const { context } = await startMetrics();
  expect(context.config).toEqual({ shop: { open: true } });
  expect(context.pluginConfig).toEqual({ interval: 5, labels: { list: ["a"] } });
});

test("tether-3-5: the context also has name, folder, services, logger and a lifetime", async () => {
  const trace: string[] = [];
  const { context, manager, configDir, log } = await startMetrics(trace);
  expect(context.pluginName).toBe("metrics");
  expect(context.dataDir).toBe(join(configDir, "plugins", "metrics"));
  context.logger.info("counting");
  expect(log).toContainEqual({ scope: "asky.plugins.metrics", level: "info", message: "counting" });
  context.services.provide("status", { report: () => manager.report() });
  expect(manager.services.get("status")).toBeDefined();

  context.defer(() => void trace.push("first"));
  context.use({ [Symbol.dispose]: () => void trace.push("second") });
  expect(context.signal.aborted).toBe(false);
  await manager.deactivateAll();
  expect(trace).toEqual(["initialize", "start", "stop", "second", "first"]);
  expect(context.signal.aborted).toBe(true);
  expect(manager.services.get("status")).toBeUndefined();
});
