import { AskyPlugin, type AskyPluginContext, brandOf, defineAskyPlugin } from "@asky/sdk";
import { describe, expect, test } from "vitest";

const context = {} as AskyPluginContext;

describe("defineAskyPlugin", () => {
  test("makes a plugin with version 0.1.0 and no dependencies", () => {
    const plugin = defineAskyPlugin({ name: "notes", activate() {} });
    expect(plugin).toMatchObject({ name: "notes", version: "0.1.0", dependencies: [] });
    expect(plugin.configSchema).toBeUndefined();
  });

  test("keeps what the definition says", () => {
    const configSchema = {
      "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) => ({ value }) },
    };
    const plugin = defineAskyPlugin({
      name: "notes",
      version: "2.0.0",
      dependencies: ["store"],
      configSchema,
      activate() {},
    });
    expect(plugin.version).toBe("2.0.0");
    expect(plugin.dependencies).toEqual(["store"]);
    expect(plugin.configSchema).toBe(configSchema);
  });

  test("hands the context to activate and the result back", async () => {
    const seen: unknown[] = [];
    const plugin = defineAskyPlugin({
      name: "notes",
      activate: async (given) => void seen.push(given),
      deactivate: () => void seen.push("deactivated"),
    });
    await plugin.activate(context);
    await plugin.deactivate();
    expect(seen).toEqual([context, "deactivated"]);
  });

  test("does nothing in deactivate when there is none", () => {
    expect(defineAskyPlugin({ name: "notes", activate() {} }).deactivate()).toBeUndefined();
  });

  test("brands the plugin and freezes it", () => {
    const dependencies = ["store"];
    const plugin = defineAskyPlugin({ name: "notes", dependencies, activate() {} });
    dependencies.push("late");
    expect(brandOf(plugin)).toEqual({ contract: "asky", apiVersion: 1 });
    expect(Object.isFrozen(plugin)).toBe(true);
    expect(Object.isFrozen(plugin.dependencies)).toBe(true);
    expect(plugin.dependencies).toEqual(["store"]);
  });
});

describe("AskyPlugin", () => {
  class Notes extends AskyPlugin {
    readonly name = "notes";
    activate(): void {}
  }

  test("has version 0.1.0, no dependencies and no schema", () => {
    expect(new Notes()).toMatchObject({ version: "0.1.0", dependencies: [] });
    expect(new Notes().configSchema).toBeUndefined();
  });

  test("has a deactivate that does nothing", () => {
    expect(new Notes().deactivate()).toBeUndefined();
  });

  test("brands instances and the prototypes of subclasses, where no plugin can overwrite it", () => {
    expect(brandOf(new Notes())).toEqual({ contract: "asky", apiVersion: 1 });
    expect(brandOf(Notes.prototype)).toEqual({ contract: "asky", apiVersion: 1 });
    expect(Object.keys(new Notes())).not.toContain("Symbol(@asky/plugin)");
  });
});
