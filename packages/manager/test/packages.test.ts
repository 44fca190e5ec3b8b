import { mkdir, rename, symlink } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigDir, plainPlugin, problemOf, reportOf } from "./config-dir.ts";

let dir: ConfigDir;

beforeEach(async () => {
  dir = await ConfigDir.create();
});
afterEach(() => dir.remove());

const roster = (module: string, more = "") => `[plugin.notes]\nmodule = ${JSON.stringify(module)}\n${more}\n`;

/** What became of the plugin `notes`, whose package has this module. */
async function loadSource(source: string, more = "", packageJson: object = {}) {
  await dir.install("asky-plugin-notes", source, packageJson);
  return dir.load(roster("asky-plugin-notes", more));
}

describe("a module name", () => {
  test.each([
    "./notes.js",
    "../notes",
    "/etc/notes.js",
    "C:\\notes",
    "~/notes",
    "node:fs",
    "fs",
    "file:///etc/x",
    "data:text/javascript,1",
    "https://example.com/x.js",
    "Notes",
    " notes",
    "notes/../../x",
    "notes//x",
    "notes/",
    "@scope",
    "@scope/../x",
    "@/x",
    "notes/node_modules/x",
    "notes/x%2f..",
    "notes/x?y",
    "notes\u0000",
    "node_modules",
    "a".repeat(215),
  ])("%j is refused before anything is looked up", async (module) => {
    const manager = await dir.load(roster(module));
    expect(problemOf(manager, "notes")).toMatchObject({ code: "MODULE_NAME_INVALID", place: { line: 1 } });
  });

  test.each(["asky.plugins.gui_server", "asky.own", "a.b.c", "My_Company.agents.notes"])(
    "%j is a path of Python",
    async (module) => {
      expect(problemOf(await dir.load(roster(module)), "notes").code).toBe("MODULE_NAME_PYTHON");
    },
  );

  test.each([
    "socket.io",
    "notes.js",
    "a.b-c.d",
    "asky",
    "@asky/notes.more.things",
    "asky-plugin-notes/a.b.c/d",
  ])("%j is one of npm", async (module) => {
    expect(problemOf(await dir.load(roster(module)), "notes").code).toBe("PACKAGE_NOT_FOUND");
  });
});

describe("a package", () => {
  test("is found with name, version, real folder and file", async () => {
    const manager = await loadSource(plainPlugin("notes"));
    expect(reportOf(manager, "notes")).toMatchObject({
      state: "loaded",
      contract: "asky",
      package: {
        name: "asky-plugin-notes",
        version: "1.2.3",
        directory: dir.file("node_modules/asky-plugin-notes"),
      },
      entry: dir.file("node_modules/asky-plugin-notes/index.js"),
      problems: [],
    });
  });

  test("that is not installed is reported with the command that installs it", async () => {
    const manager = await dir.load(roster("asky-plugin-notes"));
    expect(problemOf(manager, "notes")).toEqual({
      severity: "error",
      code: "PACKAGE_NOT_FOUND",
      phase: "load",
      plugin: "notes",
      message: `No package named "asky-plugin-notes" is installed in "${dir.path}", nor in a folder above.`,
      hint: `Run "npm install asky-plugin-notes" in "${dir.path}", or set enabled = false for the plugin.`,
      place: { file: dir.file("plugins.toml"), line: 1, column: 1, key: "plugin.notes" },
    });
  });

  test("is looked for in the config directory, above it, then in the project, never beside the manager", async () => {
    await dir.write(
      "project/node_modules/asky-plugin-b/package.json",
      '{"version":"2.0.0","exports":"./i.js"}',
    );
    await dir.write("project/node_modules/asky-plugin-b/i.js", plainPlugin("b"));
    await dir.install("asky-plugin-a", plainPlugin("a"));
    await dir.write(
      "deep/config/plugins.toml",
      '[plugin.a]\nmodule = "asky-plugin-a"\n[plugin.b]\nmodule = "asky-plugin-b"\n[plugin.c]\nmodule = "smol-toml"',
    );
    const manager = await new ConfigDir(dir.file("deep/config")).load(undefined, {
      projectDir: dir.file("project"),
    });
    expect(reportOf(manager, "a").state).toBe("loaded");
    expect(reportOf(manager, "b")).toMatchObject({ state: "loaded", package: { version: "2.0.0" } });
    expect(problemOf(manager, "c").code).toBe("PACKAGE_NOT_FOUND");
  });

  test("that is linked loads from its real folder", async () => {
    await dir.install("asky-plugin-notes", plainPlugin("notes"));
    await mkdir(dir.file("store"));
    await rename(dir.file("node_modules/asky-plugin-notes"), dir.file("store/notes"));
    await symlink(dir.file("store/notes"), dir.file("node_modules/asky-plugin-notes"));
    const manager = await dir.load(roster("asky-plugin-notes"));
    expect(reportOf(manager, "notes")).toMatchObject({
      state: "loaded",
      entry: dir.file("store/notes/index.js"),
    });
  });

  test.each([
    ["^1.2.0", "loaded", []],
    ["1.x || 3.x", "loaded", []],
    ["^2.0.0", "failed", ["PACKAGE_NOT_FOUND"]],
  ])("of version 1.2.3 against %j is %s", async (range, state, codes) => {
    const report = reportOf(await loadSource(plainPlugin("notes"), `version = "${range}"`), "notes");
    expect(report.state).toBe(state);
    expect(report.problems.map(({ code }) => code)).toEqual(codes);
    for (const { message, hint } of report.problems) {
      expect(message).toContain('"1.2.3"');
      expect(hint).toContain(`npm install asky-plugin-notes@${range}`);
    }
  });

  test.each([
    ["{", "cannot be read"],
    ["[]", "no object"],
    ["null", "no object"],
  ])("with the package.json %j is reported", async (text, said) => {
    await dir.write("node_modules/asky-plugin-notes/package.json", text);
    const problem = problemOf(await dir.load(roster("asky-plugin-notes")), "notes");
    expect(problem.code).toBe("MANIFEST_INVALID");
    expect(problem.message).toContain(said);
  });
});

describe("a module of a package", () => {
  test("under a subpath is taken from there", async () => {
    await dir.write(
      "node_modules/@acme/kit/package.json",
      '{"type":"module","exports":{"./notes":"./lib/n.js"}}',
    );
    await dir.write("node_modules/@acme/kit/lib/n.js", plainPlugin("notes"));
    const manager = await dir.load(roster("@acme/kit/notes"));
    expect(reportOf(manager, "notes")).toMatchObject({
      state: "loaded",
      entry: dir.file("node_modules/@acme/kit/lib/n.js"),
      package: { name: "@acme/kit", version: "unknown" },
    });
  });

  test("that is not exported is answered with what is", async () => {
    const exports = { ".": "./index.js", "./a": "./a.js", "./package.json": "./package.json" };
    await dir.install("asky-plugin-notes", "", { exports });
    const problem = problemOf(await dir.load(roster("asky-plugin-notes/nope")), "notes");
    expect(problem).toMatchObject({
      code: "PACKAGE_NOT_EXPORTED",
      message: 'The package "asky-plugin-notes" does not export "./nope".',
      hint: 'Set module to one of its exports: "asky-plugin-notes", "asky-plugin-notes/a".',
    });
  });

  test.each([
    ["only an import condition", { exports: { ".": { import: "./index.js" } } }],
    ["a default condition", { exports: { default: "./index.js" } }],
    ["types before import", { exports: { ".": { types: "./index.d.ts", import: "./index.js" } } }],
    ["no exports but main", { exports: undefined, main: "index.js" }],
  ])("with %s loads", async (_what, packageJson) => {
    expect(reportOf(await loadSource(plainPlugin("notes"), "", packageJson), "notes").state).toBe("loaded");
  });

  test("of CommonJS loads, its default export as well", async () => {
    const source = `
      Object.defineProperty(exports, "__esModule", { value: true });
      class Notes { constructor() { this.name = "notes"; } activate() {} }
      exports.default = Notes;`;
    expect(reportOf(await loadSource(source, "", { type: "commonjs" }), "notes").state).toBe("loaded");
  });

  test("that links lead out of the package is refused and not run", async () => {
    await dir.write("secret.js", "globalThis.ranOutside = true;");
    await dir.install("asky-plugin-notes", "", { exports: "./out.js" });
    await symlink(dir.file("secret.js"), dir.file("node_modules/asky-plugin-notes/out.js"));
    expect(problemOf(await dir.load(roster("asky-plugin-notes")), "notes").code).toBe("PACKAGE_OUTSIDE");
    expect(globalThis).not.toHaveProperty("ranOutside");
  });

  test.each(["../../../secret.js", "./../secret.js", "/etc/passwd", "./node_modules/x.js", 3, null])(
    "whose target is %j does not load",
    async (target) => {
      await dir.write("node_modules/secret.js", "");
      const manager = await loadSource(plainPlugin("notes"), "", { exports: { ".": target } });
      expect(problemOf(manager, "notes").code).toBe("PACKAGE_NOT_EXPORTED");
    },
  );

  test.each([
    ["throws", "throw new Error('no luck', { cause: 'a bad day' });", ["no luck", "a bad day"]],
    ["throws null", "throw null;", ["null was thrown."]],
    ["rejects at the top level", "await Promise.reject(new Error('later'));", ["later"]],
    ["has a syntax error", "export default {", ["Unexpected end of input"]],
    ["lacks a package of its own", "import 'not-installed';", [expect.stringContaining("not-installed")]],
  ])("that %s when imported is reported with the cause", async (_what, source, causes) => {
    const problem = problemOf(await loadSource(source), "notes");
    expect(problem).toMatchObject({ code: "PACKAGE_IMPORT_FAILED", causes, place: { line: 1 } });
  });

  test("that exports then loads all the same", async () => {
    const manager = await loadSource(
      `${plainPlugin("notes")} export function then() { globalThis.thenRan = true; }`,
    );
    expect(reportOf(manager, "notes").state).toBe("loaded");
    expect(globalThis).not.toHaveProperty("thenRan");
  });

  test("in a folder whose name has characters that URLs escape loads", async () => {
    const odd = new ConfigDir(dir.file("a b#c%20?'é"));
    await odd.install("asky-plugin-notes", plainPlugin("notes"));
    expect(reportOf(await odd.load(roster("asky-plugin-notes")), "notes").state).toBe("loaded");
  });
});

describe("which export is the plugin", () => {
  const asky = (name: string) => `class { name = "${name}"; activate() {} }`;
  const tether = `class { meta = { name: "notes", version: "2.0.0" }; async initialize() {} async start() {} async stop() {} }`;
  const sdk = `import { AskyPlugin, defineAskyPlugin, defineTetherPlugin } from "@asky/sdk";`;

  test.each([
    ["a default class", `export default ${asky("notes")}; export const Other = ${asky("other")};`, "asky"],
    [
      "the only class",
      `export const A = ${asky("notes")}; export const helper = () => 1; export const n = 3;`,
      "asky",
    ],
    ["a class under two names", `const A = ${asky("notes")}; export { A, A as default, A as B };`, "asky"],
    ["a Tether class", `export const Notes = ${tether};`, "tether"],
    ["an object", `export default { name: "notes", activate() {} };`, "asky"],
    ["a named object", `export const notes = { name: "notes", activate() {} };`, "asky"],
    [
      "a factory",
      `export default (services) => ({ name: services.get ? "notes" : "?", activate() {} });`,
      "asky",
    ],
    [
      "a subclass of the base",
      `${sdk} export class N extends AskyPlugin { name = "notes"; activate() {} }`,
      "asky",
    ],
    [
      "a subclass beside the base itself",
      `${sdk} export { AskyPlugin }; export class N extends AskyPlugin { name = "notes"; activate = () => {}; }`,
      "asky",
    ],
    ["defineAskyPlugin", `${sdk} export default defineAskyPlugin({ name: "notes", activate() {} });`, "asky"],
    [
      "defineTetherPlugin",
      `${sdk} export default defineTetherPlugin({ meta: { name: "notes", version: "1.0.0" }, initialize() {} });`,
      "tether",
    ],
    [
      "a Tether plugin that only listens",
      `export class N { meta = { name: "notes" }; initialize() {} }`,
      "tether",
    ],
    [
      "a whole one beside the first method only",
      `export class A { initialize() {} } export const Z = ${tether};`,
      "tether",
    ],
    [
      "a marked one beside a mere likeness",
      `${sdk} export class A { initialize() {} start() {} stop() {} activate() {} }
       export class Z extends AskyPlugin { name = "notes"; activate() {} }`,
      "asky",
    ],
    [
      "a default class that sets its methods late",
      `export default class { name = "notes"; activate = () => {}; }`,
      "asky",
    ],
    [
      "a constructor of the old kind",
      `export function N() { this.name = "notes"; } N.prototype.activate = () => {};`,
      "asky",
    ],
  ])("%s is", async (_what, source, contract) => {
    const report = reportOf(await loadSource(source), "notes");
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ state: "loaded", contract });
  });

  test("of several is the first by name, with a warning", async () => {
    const source = `export const B = ${asky("other")}; export const A = ${asky("notes")};`;
    const manager = await loadSource(source);
    expect(reportOf(manager, "notes").state).toBe("loaded");
    expect(problemOf(manager, "notes")).toMatchObject({
      code: "PLUGIN_CLASS_AMBIGUOUS",
      severity: "warning",
      message: 'The module exports several plugins, "A", "B"; "A" is used.',
      hint: 'Set class = "A", or another of them.',
    });
  });

  test("is the one that class names, whatever else there is", async () => {
    const source = `export default ${asky("other")}; export const B = ${asky("notes")}; export function make() { return new B(); }`;
    for (const className of ["B", "make"]) {
      const report = reportOf(await loadSource(source, `class = "${className}"`), "notes");
      expect(report).toMatchObject({ state: "loaded", problems: [] });
    }
  });

  test("none is when class names nothing", async () => {
    const problem = problemOf(
      await loadSource(`export const A = ${asky("notes")};`, 'class = "toString"'),
      "notes",
    );
    expect(problem).toMatchObject({
      code: "PLUGIN_CLASS_MISSING",
      message: 'The module exports nothing named "toString". It exports "A".',
    });
  });

  test.each([
    ["nothing", ""],
    ["helpers", "export const a = 1; export function b() { globalThis.wasCalled = true; }"],
    ["the base class alone", `${sdk} export { AskyPlugin };`],
    ["hostile exports", `export const p = new Proxy({}, { get() { throw 1; } }); export const r = null;`],
  ])("none is in a module with %s", async (_what, source) => {
    expect(problemOf(await loadSource(source), "notes").code).toBe("PLUGIN_CLASS_MISSING");
    expect(globalThis).not.toHaveProperty("wasCalled");
  });

  test.each([
    [
      "a constructor that throws",
      `export class N { constructor() { throw new Error("no"); } activate() {} }`,
      "constructed",
    ],
    ["a factory that throws", "export default () => { throw null; };", "when it was called"],
    ["a factory that gives a promise", "export default async () => { throw new Error('late'); };", "promise"],
    ["a factory that gives nothing", "export default () => undefined;", "undefined"],
    ["a factory that gives null", "export default () => null;", "null"],
    ["a factory that gives a text", "export default () => 'notes';", "string"],
    ["a class that is no plugin", "export default class {}", "neither activate() nor initialize()"],
    [
      "a Tether plugin whose stop is no method",
      `export default { meta: { name: "notes" }, initialize() {}, stop: 3 };`,
      "member stop",
    ],
    ["a class with the first method only", "export class N { initialize() {} }", "meta.name"],
    ["a plugin without a name", "export default class { activate() {} }", "name"],
    [
      "a Tether plugin without meta",
      "export default class { initialize() {} start() {} stop() {} }",
      "meta.name",
    ],
    [
      "dependencies of another kind",
      `export default { name: "notes", dependencies: "base", activate() {} };`,
      "dependencies",
    ],
    [
      "a thenable",
      `export default { name: "notes", activate() {}, then() { globalThis.thenRan = true; } };`,
      "then()",
    ],
    [
      "a name that throws",
      `export class N { get name() { throw new Error("no"); } activate() {} }`,
      "cannot be read",
    ],
    [
      "a constructor that gives another object",
      `export class N { constructor() { return {}; } activate() {} }`,
      "neither",
    ],
    [
      "a constructor that gives a hostile proxy",
      `export class N { constructor() { return new Proxy({}, { get() { throw 1; } }); } activate() {} }`,
      "cannot be read",
    ],
  ])("none can be made of %s", async (_what, source, said) => {
    const problem = problemOf(await loadSource(source), "notes");
    expect(problem.code).toBe("PLUGIN_CLASS_INVALID");
    expect(problem.message).toContain(said);
    expect(globalThis).not.toHaveProperty("thenRan");
  });

  test.each([
    ["a text", "'no luck'", ["no luck"]],
    ["an empty text", "''", ["An empty text was thrown."]],
    ["a number", "42", ["42 was thrown."]],
    ["an error without a text", "new RangeError()", ["RangeError"]],
    ["an error that is frozen", "Object.freeze(new Error('cold'))", ["cold"]],
    ["a plain object", "{ code: 3 }", ["{ code: 3 } was thrown."]],
    ["control characters", "new Error('a\\nb\\u001b[2J\\u202e')", ["a\\nb\\u{1b}[2J\\u{202e}"]],
    [
      "a circle of causes",
      "(() => { const e = new Error('a'); e.cause = new Error('b', { cause: e }); return e; })()",
      ["a", "b"],
    ],
    ["several errors at once", "new AggregateError([new Error('p'), 'q'], 'both')", ["both", "p", "q"]],
    [
      "a getter that throws",
      "{ get message() { throw 1; }, get name() { throw 2; }, get cause() { throw 3; } }",
      [expect.stringMatching(/ was thrown\.$/)],
    ],
    [
      "a proxy that throws",
      "new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } })",
      [expect.stringMatching(/^Proxy/)],
    ],
    [
      "a revoked proxy",
      "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()",
      [expect.stringMatching(/Revoked/)],
    ],
    ["a very long text", "'x'.repeat(10 ** 7)", [`${"x".repeat(499)}…`]],
    [
      "a long chain",
      "[...'abcdefghijkl'].reduce((cause, text) => new Error(text, { cause }), undefined)",
      [..."lkjihgfed"],
    ],
    ["half a character at the cut", "'\\u{1f600}'.repeat(300)", [`${"\u{1f600}".repeat(249)}…`]],
  ])("a factory that throws %s has that put into words", async (_what, thrown, causes) => {
    const problem = problemOf(await loadSource(`export default () => { throw ${thrown}; };`), "notes");
    expect(problem).toMatchObject({ code: "PLUGIN_CLASS_INVALID" });
    expect(problem.causes).toEqual(causes);
  });

  test.each([0, 2])("none is for a mark of contract version %i", async (apiVersion) => {
    const mark = `[Symbol.for("@asky/plugin")]: { contract: "asky", apiVersion: ${apiVersion} }`;
    const problem = problemOf(
      await loadSource(`export default { ${mark}, name: "notes", activate() {} };`),
      "notes",
    );
    expect(problem).toMatchObject({
      code: "SDK_INCOMPATIBLE",
      message: expect.stringContaining(`version ${apiVersion} `),
    });
  });

  test("must bear the roster's key as its name", async () => {
    const problem = problemOf(await loadSource(plainPlugin("nodes")), "notes");
    expect(problem).toMatchObject({
      code: "PLUGIN_NAME_MISMATCH",
      message: 'The plugin calls itself "nodes", but its key in plugins.toml is "notes".',
    });
  });
});

describe("a manifest", () => {
  const whole = { contract: "asky", export: ".", class: "Notes" };
  const source =
    "export class Notes { name = 'notes'; activate() {} } export class Aaa { name = 'a'; activate() {} }";

  test("names the class, and what it adds to dependencies counts", async () => {
    const plugins = { notes: { ...whole, dependencies: ["base"], optionalDependencies: ["extra"] } };
    await dir.install("asky-plugin-base", plainPlugin("base"));
    await dir.install("asky-plugin-notes", source, { asky: { apiVersion: 1, plugins, newerField: true } });
    const manager = await dir.load(
      `${roster("asky-plugin-notes")}[plugin.base]\nmodule = "asky-plugin-base"`,
    );
    expect(reportOf(manager, "notes")).toMatchObject({
      state: "loaded",
      dependencies: ["base"],
      optionalDependencies: ["extra"],
      problems: [],
    });
    expect(manager.report().plugins.map(({ name }) => name)).toEqual(["base", "notes"]);
  });

  test.each([
    ["no object", 3, '"apiVersion" is missing'],
    ["no apiVersion", { plugins: {} }, '"apiVersion" is missing'],
    ["a text as apiVersion", { apiVersion: "1", plugins: {} }, '"apiVersion" must be a number'],
    ["no plugins", { apiVersion: 1 }, '"plugins" must be an object'],
    ["an illegal name", { apiVersion: 1, plugins: { "../x": whole } }, "legal plugin name"],
    [
      "another contract",
      { apiVersion: 1, plugins: { notes: { ...whole, contract: "x" } } },
      '"plugins.notes.contract"',
    ],
    ["no export", { apiVersion: 1, plugins: { notes: { contract: "asky" } } }, '"plugins.notes.export"'],
    [
      "an export outside",
      { apiVersion: 1, plugins: { notes: { ...whole, export: "./../x" } } },
      '"plugins.notes.export"',
    ],
    [
      "a schema outside",
      { apiVersion: 1, plugins: { notes: { ...whole, configSchema: "../x.json" } } },
      "configSchema",
    ],
    [
      "an unknown hook",
      { apiVersion: 1, plugins: { notes: { ...whole, hooks: ["on_fire"] } } },
      '"plugins.notes.hooks.0"',
    ],
    [
      "a bare dependency",
      { apiVersion: 1, plugins: { notes: { ...whole, dependencies: "x" } } },
      "must be a list",
    ],
    [
      "a command without run",
      { apiVersion: 1, plugins: { notes: { ...whole, commands: [{ name: "n", summary: "s" }] } } },
      "commands.0.run",
    ],
  ])("with %s is refused before any code runs", async (_what, asky, said) => {
    const manager = await loadSource("globalThis.manifestRan = true;", "", { asky });
    const problem = problemOf(manager, "notes");
    expect(problem.code).toBe("MANIFEST_INVALID");
    expect(problem.message).toContain(said);
    expect(problem.place?.file).toBe(dir.file("node_modules/asky-plugin-notes/package.json"));
    expect(globalThis).not.toHaveProperty("manifestRan");
  });

  test("names everything that is wrong with it", async () => {
    const plugins = { notes: { contract: "x", export: "y", hooks: "z" } };
    const { message } = problemOf(
      await loadSource(source, "", { asky: { apiVersion: 1, plugins } }),
      "notes",
    );
    for (const key of ["contract", "export", "hooks"]) expect(message).toContain(`"plugins.notes.${key}"`);
  });

  test("of another contract version is refused before any code runs", async () => {
    const manager = await loadSource("globalThis.manifestRan = true;", "", {
      asky: { apiVersion: 2, anything: {} },
    });
    expect(problemOf(manager, "notes")).toMatchObject({
      code: "SDK_INCOMPATIBLE",
      hint: expect.stringContaining("Update the host"),
    });
    expect(globalThis).not.toHaveProperty("manifestRan");
  });
});
