import { mkdir, writeFile } from "node:fs/promises";
import type { JsonObject } from "@asky/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigDir, problemOf, reportOf } from "./config-dir.ts";

let dir: ConfigDir;
const seen = globalThis as { seenConfig?: JsonObject | undefined; schemaResult?: unknown };

beforeEach(async () => {
  dir = await ConfigDir.create();
  delete seen.seenConfig;
});
afterEach(() => dir.remove());

const roster = (more = "") => `[plugin.notes]\nmodule = "asky-plugin-notes"\n${more}\n`;
const plugin = (schema = "undefined") =>
  `export default { name: "notes", configSchema: ${schema}, activate(context) { globalThis.seenConfig = context.config; } };`;

/** Activates the plugin with this configuration, schema and entry. */
async function activate(
  config: string | undefined,
  { schema = "undefined", entry = "", packageJson = {} } = {},
) {
  if (config !== undefined) await dir.write("plugins/notes.toml", config);
  await dir.install("asky-plugin-notes", plugin(schema), packageJson);
  return dir.activate(roster(entry));
}

describe("a plugin's own file", () => {
  test("that does not exist is an empty configuration", async () => {
    const manager = await activate(undefined);
    expect(reportOf(manager, "notes")).toMatchObject({ state: "active", problems: [] });
    expect(seen.seenConfig).toEqual({});
    expect(Object.isFrozen(seen.seenConfig)).toBe(true);
  });

  test("becomes plain JSON, frozen at every level", async () => {
    await activate(`
      host = "127.0.0.1"
      port = 8765
      ratio = 0.5
      auth_enabled = false
      at = 2026-11-21T10:00:00Z
      local = 2026-11-21T10:00:00
      day = 2026-11-21
      time = 10:00:00
      list = [1, [2, { three = 3 }]]
      [deep.table]
      key = "value"
    `);
    expect(seen.seenConfig).toEqual({
      host: "127.0.0.1",
      port: 8765,
      ratio: 0.5,
      auth_enabled: false,
      at: "2026-11-21T10:00:00.000Z",
      local: "2026-11-21T10:00:00.000",
      day: "2026-11-21",
      time: "10:00:00.000",
      list: [1, [2, { three: 3 }]],
      deep: { table: { key: "value" } },
    });
    const { deep, list } = seen.seenConfig as { deep: { table: object }; list: readonly unknown[] };
    for (const part of [deep, deep.table, list, list[1]]) expect(Object.isFrozen(part)).toBe(true);
  });

  test("with prototype keys has them as its own and reaches no prototype", async () => {
    await activate(
      '__proto__ = { polluted = 1 }\n[constructor.prototype]\npolluted = 2\n["__proto__".x]\n'.split('["')[0],
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(seen.seenConfig ?? {})).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(seen.seenConfig)).toBe(Object.prototype);
  });

  test("stands where config_file says", async () => {
    await dir.write("shared/own.toml", "where = 'elsewhere'");
    await activate("where = 'usual'", { entry: 'config_file = "shared/own.toml"' });
    expect(seen.seenConfig).toEqual({ where: "elsewhere" });
  });

  test.each([
    ["a key twice", "a = 1\na = 2", "CONFIG_SYNTAX", { line: 2, column: 1 }],
    ["a number that is too large", "a = 1\nb = 9007199254740993", "CONFIG_SYNTAX", { line: 2, column: 5 }],
    ["an endless number", "a = 1\n[b]\nc = inf", "CONFIG_INVALID", { line: 3, column: 1, key: "b.c" }],
    ["no number", "a = [1, nan]", "CONFIG_INVALID", { line: 1, column: 1, key: "a[1]" }],
    ["a key of seventy parts", `${"a.".repeat(70)}a = 1`, "CONFIG_INVALID", { line: 1, column: 1 }],
    ["forty nested lists", `a = ${"[".repeat(40)}${"]".repeat(40)}`, "CONFIG_SYNTAX", { line: 1 }],
  ])("with %s fails that plugin before it is activated", async (_what, text, code, place) => {
    const manager = await activate(text);
    expect(problemOf(manager, "notes")).toMatchObject({
      code,
      phase: "config",
      place: { file: dir.file("plugins/notes.toml"), ...place },
    });
    expect(reportOf(manager, "notes").state).toBe("failed");
    expect(seen.seenConfig).toBeUndefined();
  });

  test("that cannot be read fails that plugin", async () => {
    await mkdir(dir.file("plugins/notes.toml"), { recursive: true });
    const manager = await activate(undefined);
    expect(problemOf(manager, "notes")).toMatchObject({ code: "CONFIG_UNREADABLE" });
  });

  test("harms no other plugin", async () => {
    await dir.install("asky-plugin-other", "export default { name: 'other', activate() {} };");
    await dir.write("plugins/notes.toml", "oops");
    await dir.install("asky-plugin-notes", plugin());
    const manager = await dir.activate(`${roster()}[plugin.other]\nmodule = "asky-plugin-other"`);
    expect(reportOf(manager, "notes").state).toBe("failed");
    expect(reportOf(manager, "other").state).toBe("active");
  });
});

/** A Standard Schema whose validate has this body, given `value`. */
const schemaOf = (body: string) =>
  `{ "~standard": { version: 1, vendor: "test", validate(value) { ${body} } } }`;

describe("a plugin's Standard Schema", () => {
  test("makes what the plugin sees, whatever it is made of, and that is frozen", async () => {
    const schema = schemaOf(
      "return Promise.resolve({ value: { authEnabled: value.auth_enabled, deep: { at: new Date(0), list: [{}] } } });",
    );
    await activate("auth_enabled = true", { schema });
    expect(seen.seenConfig).toEqual({ authEnabled: true, deep: { at: new Date(0), list: [{}] } });
    const { deep } = seen.seenConfig as { deep: { list: readonly unknown[] } };
    for (const part of [seen.seenConfig, deep, deep.list, deep.list[0]])
      expect(Object.isFrozen(part)).toBe(true);
  });

  test("tells all that is wrong at once, with keys and the line of the first", async () => {
    const schema = schemaOf(`return { issues: [
      { message: "Must be a number.", path: ["server", { key: "ports" }, 1] },
      { message: "Must not be there", path: ["x"] },
      { message: "All in all wrong" },
    ] };`);
    const manager = await activate("x = 1\n[server]\nhost = 'h'\nports = [1, 'b']\n", { schema });
    expect(problemOf(manager, "notes")).toEqual({
      severity: "error",
      code: "CONFIG_INVALID",
      phase: "config",
      plugin: "notes",
      message:
        'The configuration of "notes" is not accepted: "server.ports[1]": Must be a number; "x": Must not be there; All in all wrong.',
      hint: `Correct it in "${dir.file("plugins/notes.toml")}", or set enabled = false for "notes" in plugins.toml.`,
      place: { file: dir.file("plugins/notes.toml"), line: 4, column: 1, key: "server.ports[1]" },
    });
    expect(seen.seenConfig).toBeUndefined();
  });

  test("is asked also when there is no file", async () => {
    const schema = schemaOf(`return { issues: [{ message: "Required", path: ["token"] }] };`);
    const problem = problemOf(await activate(undefined, { schema }), "notes");
    expect(problem.place).toEqual({ file: dir.file("plugins/notes.toml"), key: "token" });
  });

  test.each([
    ["throws", schemaOf("throw new Error('broken');"), ["broken"]],
    ["throws null", schemaOf("throw null;"), ["null was thrown."]],
    ["rejects", schemaOf("return Promise.reject(new Error('broken'));"), ["broken"]],
    ["gives nothing", schemaOf("return undefined;"), undefined],
    ["gives a text", schemaOf("return 'fine';"), undefined],
    ["makes a list of it", schemaOf("return { value: [] };"), undefined],
    ["makes null of it", schemaOf("return { value: null };"), undefined],
    [
      "makes a circle of it",
      schemaOf("const v = {}; v.v = v; return { value: v };"),
      [expect.stringContaining("64")],
    ],
    ["gives issues that are no list", schemaOf("return { issues: 3 };"), undefined],
    [
      "gives an issue that throws",
      schemaOf("return { issues: [{ get message() { throw new Error('trap'); } }] };"),
      ["trap"],
    ],
    ["gives an empty list of issues", schemaOf("return { issues: [] };"), undefined],
    ["gives null as an issue", schemaOf("return { issues: [null] };"), undefined],
    [
      "has no path that can be read",
      schemaOf("return { issues: [{ message: 'm', path: [Symbol('s'), null, { }] }] };"),
      undefined,
    ],
  ])("that %s fails that plugin with its name", async (_what, schema, causes) => {
    const manager = await activate("a = 1", { schema });
    const problem = problemOf(manager, "notes");
    expect(problem).toMatchObject({ code: "CONFIG_INVALID", plugin: "notes", ...(causes && { causes }) });
    expect(problem.message).toContain('"notes"');
    expect(seen.seenConfig).toBeUndefined();
  });

  test.each([
    ["a function", "() => true"],
    ["null", "null"],
    ["of another version", `{ "~standard": { version: 2, validate() {} } }`],
  ])("that is %s makes no plugin", async (_what, schema) => {
    const problem = problemOf(await activate(undefined, { schema }), "notes");
    expect(problem.code).toBe("PLUGIN_CLASS_INVALID");
    expect(problem.message).toContain("configSchema");
  });
});

describe("a package's JSON Schema", () => {
  const packageJson = (configSchema = "./schema.json") => ({
    asky: { apiVersion: 1, plugins: { notes: { contract: "asky", export: ".", configSchema } } },
  });
  const withSchema = async (schema: string | object | undefined, config: string, configSchema?: string) => {
    const path = dir.file("node_modules/asky-plugin-notes/schema.json");
    await mkdir(dir.file("node_modules/asky-plugin-notes"), { recursive: true });
    if (schema !== undefined)
      await writeFile(path, typeof schema === "string" ? schema : JSON.stringify(schema));
    return activate(config, { packageJson: packageJson(configSchema) });
  };
  const schema = {
    type: "object",
    properties: {
      port: { type: "integer", maximum: 65535 },
      host: { type: "string", default: "127.0.0.1" },
      mode: { enum: ["a", "b"] },
      list: { type: "array", items: { type: "object", properties: { "a/b": { type: "string" } } } },
    },
    required: ["port"],
    additionalProperties: false,
  };

  test("is checked, and its defaults fill in", async () => {
    const manager = await withSchema(schema, "port = 80");
    expect(reportOf(manager, "notes").problems).toEqual([]);
    expect(seen.seenConfig).toEqual({ port: 80, host: "127.0.0.1" });
    expect(Object.isFrozen(seen.seenConfig)).toBe(true);
  });

  test("tells all that is wrong at once", async () => {
    const manager = await withSchema(schema, "host = 3\nmode = 'c'\nextra = 1\nlist = [{ 'a/b' = 1 }]\n");
    const { message, place } = problemOf(manager, "notes");
    expect(message).toBe(
      'The configuration of "notes" is not accepted: "port": is missing; "extra": is not known; ' +
        '"host": must be string; "mode": must be equal to one of the allowed values: ["a","b"]; "list[0].a/b": must be string.',
    );
    expect(place).toMatchObject({ key: "port" });
  });

  test("of 2020-12 works too", async () => {
    const modern = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: { pair: { prefixItems: [{ type: "string" }, { type: "number" }] } },
    };
    const manager = await withSchema(modern, "pair = ['a', 'b']");
    expect(problemOf(manager, "notes").message).toContain('"pair[1]": must be number');
  });

  test("gives way to the plugin's own", async () => {
    await dir.write("node_modules/asky-plugin-notes/schema.json", JSON.stringify(schema));
    await activate("any = 1", { schema: schemaOf("return { value };"), packageJson: packageJson() });
    expect(seen.seenConfig).toEqual({ any: 1 });
  });

  test.each([
    ["is not there", undefined, "does not exist"],
    ["is no JSON", "{", "no valid JSON Schema"],
    ["is null", "null", "no valid JSON Schema"],
    ["is no schema", { type: "banana" }, "no valid JSON Schema"],
    ["refers to what is not there", { $ref: "https://example.com/x.json" }, "no valid JSON Schema"],
    ["has a pattern that is none", { properties: { a: { pattern: "(" } } }, "no valid JSON Schema"],
    ["is asynchronous", { $async: true, properties: { a: { type: "string" } } }, "asynchronous"],
  ])("that %s fails that plugin", async (_what, text, said) => {
    const manager = await withSchema(text, "a = 1");
    const problem = problemOf(manager, "notes");
    expect(problem.code).toBe("CONFIG_INVALID");
    expect(problem.message).toContain(said);
    expect(seen.seenConfig).toBeUndefined();
  });

  test("outside its package is refused with the manifest", async () => {
    await dir.write("node_modules/schema.json", "{}");
    const manager = await withSchema(undefined, "a = 1", "./../schema.json");
    expect(problemOf(manager, "notes").code).toBe("MANIFEST_INVALID");
  });
});
