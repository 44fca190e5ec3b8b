import { readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { findConfigDir, PluginManager } from "@asky/manager";
import { expect, test } from "vitest";
import {
  createConfigDir,
  createMemoryLogger,
  linkPackage,
  problemsOf,
  reportOf,
  startManager,
  startTrace,
} from "./host.ts";

const header = `import { AskyPlugin, defineAskyPlugin } from "@asky/sdk";`;

/** A roster with one plugin for each name, from a package of that name. */
function rosterOf(...names: string[]): string {
  return names.map((name) => `[plugin.${name}]\nenabled = true\nmodule = "${name}-package"\n`).join("");
}

/** A module with one plugin class that traces its configuration. */
function moduleOf(name: string): string {
  return `${header}
    export class Plugin extends AskyPlugin {
      name = "${name}";
      activate({ config }) { trace.push(JSON.stringify(config)); }
    }`;
}

/** A manager over the seed's roster, with the first-party packages installed. */
async function startFirstParty(roster: string, configs: Readonly<Record<string, string>> = {}) {
  const configDir = createConfigDir({ roster, configs });
  for (const folder of ["plugin-persona", "plugin-gui-server"]) linkPackage(configDir, folder);
  const manager = new PluginManager({}, configDir, { logger: createMemoryLogger() });
  await manager.discoverAndLoad();
  await manager.activateAll();
  await manager.startAll();
  return { manager, configDir };
}

test("asky-5-1: the roster is plugins.toml in the config directory, ~/.config/asky unless said otherwise", async () => {
  startTrace();
  const base = join(homedir(), ".config");
  expect(findConfigDir({})).toBe(join(base, "asky"));
  expect(findConfigDir({ XDG_CONFIG_HOME: join(base, "xdg") })).toBe(join(base, "xdg", "asky"));
  expect(findConfigDir({ XDG_CONFIG_HOME: base, ASKY_CONFIG_DIR: join(base, "own") })).toBe(
    join(base, "own"),
  );

  const { manager } = await startManager({
    roster: rosterOf("notes"),
    packages: { "notes-package": moduleOf("notes") },
  });
  expect(manager.isActive("notes")).toBe(true);
  const { manager: empty } = await startManager({ packages: { "notes-package": moduleOf("notes") } });
  expect(empty.report().plugins).toEqual([]);
  expect(problemsOf(empty)).toEqual([]);
});

test("asky-5-2: each section declares a plugin", async () => {
  startTrace();
  const { manager } = await startManager({
    roster: rosterOf("a", "b-c", "d_e"),
    packages: {
      "a-package": moduleOf("a"),
      "b-c-package": moduleOf("b-c"),
      "d_e-package": moduleOf("d_e"),
      "undeclared-package": moduleOf("undeclared"),
    },
  });
  expect(manager.listStatus().map(({ name, state }) => `${name} ${state}`)).toEqual([
    "a started",
    "b-c started",
    "d_e started",
  ]);
});

test("asky-5-3: module is an npm name with an optional subpath, resolved from the config directory", async () => {
  startTrace();
  const { manager, configDir } = await startFirstParty(`
    [plugin.persona_manager]
    enabled = true
    module = "@asky/plugin-persona/manager"
    [plugin.vitest]
    enabled = true
    module = "vitest"`);
  expect(reportOf(manager, "persona_manager")).toMatchObject({
    state: "started",
    module: "@asky/plugin-persona/manager",
    package: { name: "@asky/plugin-persona" },
  });
  // It is installed next to this test, and not in the config directory.
  expect(problemsOf(manager)).toEqual(["vitest PACKAGE_NOT_FOUND"]);
  expect(reportOf(manager, "vitest").problems[0]?.message).toContain(configDir);

  const subpaths = createConfigDir({
    roster: `[plugin.notes]\nenabled = true\nmodule = "@acme/plugins/notes"`,
    packages: { "@acme/plugins": moduleOf("other") },
  });
  const directory = join(subpaths, "node_modules", "@acme", "plugins");
  writeFileSync(join(directory, "notes.js"), moduleOf("notes"));
  const exports = { ".": "./index.js", "./notes": "./notes.js" };
  writeFileSync(
    join(directory, "package.json"),
    JSON.stringify({ type: "module", version: "1.0.0", exports }),
  );
  const host = new PluginManager({}, subpaths, { logger: createMemoryLogger() });
  await host.discoverAndLoad();
  expect(reportOf(host, "notes")).toMatchObject({ state: "loaded", entry: join(directory, "notes.js") });
});

test("asky-5-4: enabled controls whether a plugin is loaded", async () => {
  startTrace();
  const off = rosterOf("off").replace("true", "false");
  const { manager } = await startManager({
    roster: `${off}${rosterOf("on")}[plugin.unsaid]\nmodule = "unsaid-package"\n`,
    packages: { "off-package": moduleOf("off"), "on-package": moduleOf("on") },
  });
  expect(manager.isActive("on")).toBe(true);
  expect(reportOf(manager, "off").state).toBe("disabled");
  expect(manager.isActive("unsaid")).toBe(false);
});

test("asky-5-5: the specification's roster loads with its module strings changed", async () => {
  const { manager } = await startFirstParty(`
[plugin.manual_persona_creator]
enabled = true
module = "@asky/plugin-persona/creator"

[plugin.persona_manager]
enabled = true
module = "@asky/plugin-persona/manager"

[plugin.gui_server]
enabled = false
module = "@asky/plugin-gui-server"

[plugin.puppeteer_browser]
enabled = false
module = "@asky/plugin-puppeteer-browser"
`);
  expect(manager.listStatus().map(({ name, state }) => `${name} ${state}`)).toEqual([
    "gui_server disabled",
    "manual_persona_creator started",
    "persona_manager started",
    "puppeteer_browser disabled",
  ]);
  expect(problemsOf(manager)).toEqual([]);
  await manager.deactivateAll();
});

test("asky-5-6: a plugin can have a configuration file of its own; without one the configuration is empty", async () => {
  const trace = startTrace();
  await startManager({
    roster: rosterOf("a", "b"),
    packages: { "a-package": moduleOf("a"), "b-package": moduleOf("b") },
    configs: { a: `key = "of a"` },
  });
  expect(trace).toEqual(['{"key":"of a"}', "{}"]);
});

test("asky-5-7: the file's contents become context.config, after validation", async () => {
  const trace = startTrace();
  const validated = `${header}
    export default defineAskyPlugin({
      name: "strict",
      configSchema: { "~standard": { version: 1, vendor: "test", validate: (value) =>
        typeof value.port_number === "number"
          ? { value: { port: value.port_number } }
          : { issues: [{ message: "must be a number", path: ["port_number"] }] } } },
      activate: ({ config }) => { trace.push(JSON.stringify(config)); },
    });`;
  const packages = { "a-package": moduleOf("a"), "strict-package": validated };
  const roster = rosterOf("a", "strict");
  const configs = { a: `snake_case = 1\n[table]\nlist = ["x"]`, strict: "port_number = 80" };
  const good = await startManager({ roster, packages, configs });
  expect(trace).toEqual(['{"snake_case":1,"table":{"list":["x"]}}', '{"port":80}']);
  expect(problemsOf(good.manager)).toEqual([]);

  trace.length = 0;
  const bad = await startManager({
    roster,
    packages,
    configs: { a: "not toml", strict: `port_number = "80"` },
  });
  expect(trace).toEqual([]);
  expect(problemsOf(bad.manager)).toEqual(["a CONFIG_SYNTAX", "strict CONFIG_INVALID"]);
  expect(reportOf(bad.manager, "strict").problems[0]?.message).toContain("port_number");
});

test("asky-5-8: the specification's gui_server.toml configures gui_server", async () => {
  const roster = `[plugin.gui_server]\nenabled = true\nmodule = "@asky/plugin-gui-server"`;
  const config = `host = "127.0.0.1"\nport = 8765\nauth_enabled = false\n`;
  const seed = await startFirstParty(roster, { gui_server: config });
  expect(reportOf(seed.manager, "gui_server").state).toBe("started");
  expect(problemsOf(seed.manager)).toEqual([]);
  await seed.manager.deactivateAll();

  for (const wrong of ["host = 1", 'port = "8765"', 'auth_enabled = "no"', "prot = 8765"]) {
    const { manager } = await startFirstParty(roster, { gui_server: wrong });
    expect(problemsOf(manager), wrong).toEqual(["gui_server CONFIG_INVALID"]);
    await manager.deactivateAll();
  }
});

test("asky-5-9: the manager finds the one plugin class of a module, under any name, and makes one", async () => {
  const trace = startTrace();
  const { manager } = await startManager({
    roster: rosterOf("notes"),
    packages: {
      "notes-package": `${header}
        export const answer = 42;
        export function helper() {}
        export class Helper {}
        export { AskyPlugin };
        export class AnyName extends AskyPlugin {
          constructor() { super(); trace.push("constructed"); }
          name = "notes";
          activate() {}
        }`,
    },
  });
  expect(manager.isActive("notes")).toBe(true);
  expect(trace).toEqual(["constructed"]);
  expect(problemsOf(manager)).toEqual([]);
});

test("asky-5-10: of several classes: the entry's class, else the default, else the first by name with a warning", async () => {
  const trace = startTrace();
  const named = (name: string) => `class ${name} extends AskyPlugin {
    name = plugin; activate() { trace.push("${name}"); } }`;
  const source = (plugin: string, exports: string) =>
    `${header} const plugin = "${plugin}"; ${named("Beta")} ${named("Alpha")} ${named("Gamma")} ${exports}`;
  const { manager } = await startManager({
    roster: `${rosterOf("a", "b", "c")}class = "Gamma"\n`,
    packages: {
      "a-package": source("a", "export { Beta, Alpha };"),
      "b-package": source("b", "export { Alpha, Beta as default };"),
      "c-package": source("c", "export { Alpha, Beta as default, Gamma };"),
    },
  });
  expect(trace).toEqual(["Alpha", "Beta", "Gamma"]);
  expect(problemsOf(manager)).toEqual(["a PLUGIN_CLASS_AMBIGUOUS"]);
  expect(reportOf(manager, "a").problems[0]?.severity).toBe("warning");
});

test("asky-5-11: a module without a plugin class is skipped, as an error", async () => {
  startTrace();
  const { manager, log } = await startManager({
    roster: rosterOf("empty", "notes"),
    packages: { "empty-package": "export const answer = 42;", "notes-package": moduleOf("notes") },
  });
  expect(reportOf(manager, "empty")).toMatchObject({
    state: "failed",
    problems: [{ code: "PLUGIN_CLASS_MISSING", severity: "error" }],
  });
  expect(log.some(({ level, scope }) => level === "error" && scope === "asky.plugins.empty")).toBe(true);
  expect(manager.isActive("notes")).toBe(true);
});

test("asky-5-12: a roster of the Python program is recognised, left untouched and answered", async () => {
  startTrace();
  const python = `
[plugin.manual_persona_creator]
enabled = true
module = "asky.plugins.persona_creator"

[plugin.gui_server]
enabled = true
module = "asky.plugins.gui_server"

[plugin.own]
enabled = true
module = "my.company.plugin"
`;
  const { manager, configDir } = await startManager({
    roster: `${python}${rosterOf("notes")}`,
    packages: { "notes-package": moduleOf("notes") },
  });
  expect(problemsOf(manager)).toEqual([
    "gui_server MODULE_NAME_PYTHON",
    "manual_persona_creator MODULE_NAME_PYTHON",
    "own MODULE_NAME_PYTHON",
  ]);
  expect(reportOf(manager, "manual_persona_creator").problems[0]?.hint).toContain(
    "@asky/plugin-persona/creator",
  );
  expect(reportOf(manager, "gui_server").problems[0]?.hint).toContain("@asky/plugin-gui-server");
  expect(manager.isActive("notes")).toBe(true);
  expect(readFileSync(join(configDir, "plugins.toml"), "utf8")).toBe(`${python}${rosterOf("notes")}`);
});
