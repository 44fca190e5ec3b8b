import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Persona, PersonaService } from "@asky/plugin-persona/contract";
import { ManualPersonaCreatorPlugin } from "@asky/plugin-persona/creator";
import { PersonaManagerPlugin } from "@asky/plugin-persona/manager";
import { API_VERSION, brandOf, type PackageManifest, type Services } from "@asky/sdk";
import { Ajv } from "ajv";
import { describe, expect, expectTypeOf, test } from "vitest";
import { startHost } from "./host.ts";

const folder = new URL("../", import.meta.url);
const readJson = async (file: string) => JSON.parse(await readFile(new URL(file, folder), "utf8"));

const classes = { ManualPersonaCreatorPlugin, PersonaManagerPlugin };

describe.each([
  ["ManualPersonaCreatorPlugin", "manual_persona_creator"],
  ["PersonaManagerPlugin", "persona_manager"],
] as const)("%s", (className, name) => {
  const plugin = new classes[className]();

  test("and the manifest agree", async () => {
    const { asky, exports, version }: { asky: PackageManifest; exports: object; version: string } =
      await readJson("package.json");
    expect(asky.apiVersion).toBe(API_VERSION);
    const manifest = asky.plugins[name];
    expect(plugin.name).toBe(name);
    expect(plugin.version).toBe(version);
    expect(brandOf(plugin)).toEqual({ contract: manifest?.contract, apiVersion: API_VERSION });
    expect(manifest?.class).toBe(className);
    expect(manifest?.dependencies).toEqual(plugin.dependencies);
    expect(Object.keys(exports)).toContain(manifest?.export);
    expect(
      Object.keys(await import(import.meta.resolve(`@asky/plugin-persona/${manifest?.export.slice(2)}`))),
    ).toEqual([className]);
  });

  test("registers and offers exactly what the manifest says", async () => {
    const { asky }: { asky: PackageManifest } = await readJson("package.json");
    const manifest = asky.plugins[name];
    const configDir = await mkdtemp(join(tmpdir(), "asky-persona-"));
    try {
      const host = await startHost(configDir, [new classes[className]()]);
      const report = host.manager.report().plugins.find((one) => one.name === name);
      expect(report?.state).toBe("started");
      expect(report?.hooks.map(({ point }) => point).sort()).toEqual(manifest?.hooks);
      expect(report?.services).toEqual(manifest?.services);
      expect([...(await host.tools()).keys()]).toEqual(manifest?.tools);
    } finally {
      await rm(configDir, { recursive: true });
    }
  });

  test("ships its JSON Schema", async () => {
    const { asky, files }: { asky: PackageManifest; files: string[] } = await readJson("package.json");
    const file = asky.plugins[name]?.configSchema ?? "";
    expect(files).toContain(file.split("/")[1]);
    expect(await readJson(file)).toMatchObject({ type: "object", title: `plugins/${name}.toml` });
  });

  test.each([
    [{}, true],
    [{ llm_tools: true }, true],
    [{ llm_tools: false, store_dir: "x" }, true],
    [{ store_dir: "/srv/personas" }, true],
    [{ store_dir: " x " }, true],
    [{ store_dir: "a\nb" }, true],
    [{ store_dir: "" }, false],
    [{ store_dir: " \t\n" }, false],
    [{ store_dir: "a\0b" }, false],
    [{ store_dir: 7 }, false],
    [{ store_dir: ["x"] }, false],
    [{ store_dir: null }, false],
    [{ llm_tools: "false" }, false],
    [{ llm_tools: 0 }, false],
    [{ llm_tools: null }, false],
    [{ llmTools: true }, false],
    [{ store_dir: "x", more: {} }, false],
    [[], false],
    ["x", false],
    [null, false],
  ])("agrees with that schema on %j", async (config, isGood) => {
    const validate = new Ajv({ strict: true }).compile(await readJson(`schemas/${name}.schema.json`));
    const own = await plugin.configSchema["~standard"].validate(config);
    expect({ json: validate(config), own: own.issues === undefined }).toEqual({ json: isGood, own: isGood });
  });

  test("reads snake_case and gives defaults", async () => {
    const { validate } = plugin.configSchema["~standard"];
    expect(await validate({})).toEqual({ value: { llmTools: true } });
    expect(await validate({ store_dir: "x", llm_tools: false })).toEqual({
      value: { storeDir: "x", llmTools: false },
    });
    expect(await validate({ store_dir: 7, llm_tools: "no" })).toMatchObject({
      issues: [
        { path: ["store_dir"], message: "must be text" },
        { path: ["llm_tools"], message: "must be true or false" },
      ],
    });
    expect(await validate({ store: "x" })).toMatchObject({
      issues: [{ message: 'has no key "store"; the keys are "store_dir" and "llm_tools"' }],
    });
  });
});

describe("the contract", () => {
  test("is a module without code", async () => {
    expect({ ...(await import("@asky/plugin-persona/contract")) }).toEqual({});
  });

  test("types the service for whoever imports it", () => {
    const get = (services: Services) => services.get("personas");
    expectTypeOf(get).returns.toEqualTypeOf<PersonaService | undefined>();
    expectTypeOf<Persona["behaviorPrompt"]>().toEqualTypeOf<string>();
  });
});
