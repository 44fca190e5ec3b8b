import { PluginRegistry } from "@asky/manager";
import { defineTetherPlugin, type PluginMeta, type TetherPlugin } from "@asky/sdk";
import { expect, test } from "vitest";
import { problemsOf, reportOf, startManager, startTrace } from "./host.ts";

const steps = "async initialize() {} async start() {} async stop() {}";

test("tether-2-1: the meta is frozen", () => {
  const { meta } = defineTetherPlugin({ meta: { name: "metrics", version: "0.1.0" }, initialize() {} });
  expect(Object.isFrozen(meta)).toBe(true);
  expect(() => {
    // @ts-expect-error read-only
    meta.name = "other";
  }).toThrow(TypeError);
});

test("tether-2-2: the meta has a name, which is the key of the roster, and a version", async () => {
  // @ts-expect-error a version is missing
  const meta: PluginMeta = { name: "metrics" };
  expect(meta.version).toBeUndefined();

  startTrace();
  const { manager } = await startManager({
    roster: ["good", "nameless", "versionless", "misnamed"]
      .map((name) => `[plugin.${name}]\nenabled = true\nmodule = "${name}-package"\n`)
      .join(""),
    packages: {
      "good-package": `export class P { meta = { name: "good", version: "1.0.0" }; ${steps} }`,
      "nameless-package": `export class P { meta = { version: "1.0.0" }; ${steps} }`,
      "versionless-package": `export class P { meta = { name: "versionless" }; ${steps} }`,
      "misnamed-package": `export class P { meta = { name: "other", version: "1.0.0" }; ${steps} }`,
    },
  });
  expect(reportOf(manager, "good")).toMatchObject({ state: "started", version: "1.0.0" });
  expect(problemsOf(manager)).toEqual(["misnamed PLUGIN_NAME_MISMATCH", "nameless PLUGIN_CLASS_INVALID"]);
  expect(reportOf(manager, "versionless")).toMatchObject({ state: "started", version: "0.1.0" });
  const nameless = { meta: { version: "1.0.0" }, async initialize() {}, async start() {}, async stop() {} };
  expect(() => new PluginRegistry().register(nameless as unknown as TetherPlugin)).toThrow(
    expect.objectContaining({ code: "PLUGIN_CLASS_INVALID" }),
  );
});

test("tether-2-3: the description is empty unless given", () => {
  const meta = { name: "metrics", version: "0.1.0" };
  expect(defineTetherPlugin({ meta, initialize() {} }).meta.description).toBe("");
  const described = { ...meta, description: "Tracks message counts per user" };
  expect(defineTetherPlugin({ meta: described, initialize() {} }).meta.description).toBe(
    described.description,
  );
});
