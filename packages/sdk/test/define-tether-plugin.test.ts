import { brandOf, defineTetherPlugin, type TetherPluginContext } from "@asky/sdk";
import { describe, expect, test } from "vitest";

const context = {} as TetherPluginContext;
const meta = { name: "metrics", version: "1.2.0" };

describe("defineTetherPlugin", () => {
  test("makes a frozen meta with an empty description", () => {
    const given = { ...meta };
    const plugin = defineTetherPlugin({ meta: given, initialize() {} });
    given.name = "changed";
    expect(plugin.meta).toEqual({ name: "metrics", version: "1.2.0", description: "" });
    expect(Object.isFrozen(plugin.meta)).toBe(true);
  });

  test("keeps a description", () => {
    const plugin = defineTetherPlugin({ meta: { ...meta, description: "Counts" }, initialize() {} });
    expect(plugin.meta.description).toBe("Counts");
  });

  test("calls what the definition has, in the order of the life", async () => {
    const calls: unknown[] = [];
    const plugin = defineTetherPlugin({
      meta,
      initialize: (given) => void calls.push(given),
      start: () => void calls.push("start"),
      stop: async () => void calls.push("stop"),
    });
    await plugin.initialize(context);
    await plugin.start();
    await plugin.stop();
    expect(calls).toEqual([context, "start", "stop"]);
  });

  test("does nothing in start and stop when there are none", async () => {
    const plugin = defineTetherPlugin({ meta, initialize() {} });
    expect(await plugin.start()).toBeUndefined();
    expect(await plugin.stop()).toBeUndefined();
  });

  test("turns what a synchronous member throws into a rejection", async () => {
    const failure = new Error("no disk");
    const plugin = defineTetherPlugin({
      meta,
      initialize() {
        throw failure;
      },
      start() {
        throw failure;
      },
      stop() {
        throw failure;
      },
    });
    await expect(plugin.initialize(context)).rejects.toBe(failure);
    await expect(plugin.start()).rejects.toBe(failure);
    await expect(plugin.stop()).rejects.toBe(failure);
  });

  test("brands the plugin and freezes it", () => {
    const plugin = defineTetherPlugin({ meta, initialize() {} });
    expect(brandOf(plugin)).toEqual({ contract: "tether", apiVersion: 1 });
    expect(Object.isFrozen(plugin)).toBe(true);
  });
});
