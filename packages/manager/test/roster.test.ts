import { execFileSync } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { findConfigDir } from "@asky/manager";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigDir, plainPlugin, problemOf, reportOf } from "./config-dir.ts";

let dir: ConfigDir;

beforeEach(async () => {
  dir = await ConfigDir.create();
});
afterEach(() => dir.remove());

describe("the config directory", () => {
  test.each([
    [{ ASKY_CONFIG_DIR: "/own", XDG_CONFIG_HOME: "/xdg", HOME: "/home/u" }, "/own"],
    [{ XDG_CONFIG_HOME: "/xdg", HOME: "/home/u" }, "/xdg/asky"],
    [{ XDG_CONFIG_HOME: "relative", HOME: "/home/u" }, "/home/u/.config/asky"],
    [{ ASKY_CONFIG_DIR: "", XDG_CONFIG_HOME: "", HOME: "/home/u" }, "/home/u/.config/asky"],
    [{ ASKY_CONFIG_DIR: "own/./dir" }, `${process.cwd()}/own/dir`],
  ])("for %j is %s", (env, expected) => {
    expect(findConfigDir(env)).toBe(expected);
  });
});

describe("plugins.toml", () => {
  test("that does not exist means no plugins and no problem", async () => {
    const manager = await dir.load();
    expect(manager.report()).toMatchObject({ plugins: [], problems: [] });
  });

  test("names plugins with all that an entry may say", async () => {
    await dir.install("asky-plugin-notes", "export class Notes { name = 'notes'; activate() {} }");
    const manager = await dir.load(`
      [plugin.notes]
      enabled = true
      module = "asky-plugin-notes"
      class = "Notes"
      version = "^1.0.0"
      dependencies = []
      config_file = "plugins/other.toml"
      on_failure = "abort"
      tools.rename = { search = "notes_search" }
    `);
    expect(reportOf(manager, "notes")).toMatchObject({
      state: "loaded",
      module: "asky-plugin-notes",
      onFailure: "abort",
      problems: [],
    });
    expect(manager.toolRenames("notes")).toEqual({ search: "notes_search" });
  });

  test("enables an entry that does not say, and isolates its failure", async () => {
    await dir.install("asky-plugin-notes", plainPlugin("notes"));
    const manager = await dir.load(`[plugin.notes]\nmodule = "asky-plugin-notes"`);
    expect(reportOf(manager, "notes")).toMatchObject({ state: "loaded", onFailure: "isolate" });
  });

  test("does not import what it disables", async () => {
    await dir.install("asky-plugin-notes", "globalThis.wasImported = true;");
    const manager = await dir.load(`[plugin.notes]\nenabled = false\nmodule = "asky-plugin-notes"`);
    expect(reportOf(manager, "notes")).toMatchObject({ state: "disabled", problems: [] });
    expect(globalThis).not.toHaveProperty("wasImported");
  });

  test("with a byte order mark and Windows line ends is read, and lines are counted right", async () => {
    await dir.install("asky-plugin-notes", plainPlugin("notes"));
    const manager = await dir.load(
      `\uFEFF[plugin.notes]\r\nmodule = "asky-plugin-notes"\r\n[plugin.Bad]\r\nmodule = "x"\r\n`,
    );
    expect(reportOf(manager, "notes").state).toBe("loaded");
    expect(problemOf(manager, "Bad").place).toMatchObject({ line: 3, column: 1 });
  });

  test("of a Python program is answered with the npm equivalents, entry by entry", async () => {
    const manager = await dir.load(`
      [plugin.manual_persona_creator]
      enabled = true
      module = "asky.plugins.persona_creator"
      [plugin.persona_manager]
      enabled = true
      module = "asky.plugins.persona_manager"
      [plugin.gui_server]
      enabled = true
      module = "asky.plugins.gui_server"
      [plugin.puppeteer_browser]
      enabled = true
      module = "asky.plugins.puppeteer_browser"
      [plugin.other]
      module = "my.own.thing"
    `);
    const hints = [
      "manual_persona_creator",
      "persona_manager",
      "gui_server",
      "puppeteer_browser",
      "other",
    ].map((name) => problemOf(manager, name));
    expect(hints.map(({ code }) => code)).toEqual(Array(5).fill("MODULE_NAME_PYTHON"));
    expect(hints.map(({ hint }) => hint)).toEqual([
      'Set module = "@asky/plugin-persona/creator".',
      'Set module = "@asky/plugin-persona/manager".',
      'Set module = "@asky/plugin-gui-server".',
      "There is no npm package for this plugin yet: set enabled = false for it.",
      expect.stringContaining("npm name of a package that does the same"),
    ]);
    expect(hints[0]?.place).toMatchObject({ file: dir.file("plugins.toml"), line: 2 });
  });
});

describe("a broken file", () => {
  test.each([
    ["a key twice", '[plugin.notes]\nmodule = "a"\nmodule = "b"\n', 3, 1],
    ["a text without quotes", "[plugin.notes]\nmodule = a\n", 2, 10],
    ["a table twice", '[plugin.notes]\nmodule = "a"\n[plugin.notes]\n', 3, 2],
    ["a header without end", "\n[plugin.notes", 2, 2],
    ["five thousand nested lists", `x = ${"[".repeat(5000)}`, 1, undefined],
    ["five thousand nested tables", `x = ${"{a=".repeat(5000)}`, 1, undefined],
    ["a number that no number holds", "x = 99999999999999999999", 1, 5],
  ])("with %s loads nothing and says where", async (_what, text, line, column) => {
    const manager = await dir.load(text);
    const [problem, ...others] = manager.report().problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "ROSTER_SYNTAX", severity: "error", phase: "roster" });
    expect(problem?.place).toMatchObject({ file: dir.file("plugins.toml"), line, ...(column && { column }) });
    expect(problem?.message).not.toContain("\n");
    expect(manager.report().plugins).toEqual([]);
  });

  test("pins what it says", async () => {
    const manager = await dir.load('[plugin.notes]\nmodule = "a"\nmodule = "b"\n');
    expect(manager.report().problems[0]).toEqual({
      severity: "error",
      code: "ROSTER_SYNTAX",
      phase: "roster",
      message:
        "plugins.toml is not valid TOML: trying to redefine an already defined table or value. No plugin of it is loaded.",
      hint: `Correct line 3 of "${dir.file("plugins.toml")}"; text values stand in double quotes, and each key or table is given once.`,
      place: { file: dir.file("plugins.toml"), line: 3, column: 1 },
    });
  });

  test.each([
    ["is a directory", () => mkdir(dir.file("plugins.toml")), "directory"],
    ["is no UTF-8", () => dir.write("plugins.toml", new Uint8Array([0x61, 0xff])), "UTF-8"],
    ["is too large", () => dir.write("plugins.toml", `# ${"x".repeat(1024 * 1024)}`), "1 MiB"],
    ["is a link to nowhere", () => symlink("nowhere", dir.file("plugins.toml")), "link"],
    // Opening it the ordinary way would wait for a writer for ever.
    ["is a pipe", async () => execFileSync("mkfifo", [dir.file("plugins.toml")]), "regular"],
  ])("that %s is reported and does not hold anything up", async (_what, make, word) => {
    await make();
    const manager = await dir.load();
    expect(manager.report().problems).toMatchObject([
      {
        code: "ROSTER_UNREADABLE",
        message: expect.stringContaining(word),
        place: { file: dir.file("plugins.toml") },
      },
    ]);
  });

  test("that a link leads to is read", async () => {
    await dir.install("asky-plugin-notes", plainPlugin("notes"));
    await dir.write("elsewhere.toml", `[plugin.notes]\nmodule = "asky-plugin-notes"`);
    await symlink("elsewhere.toml", dir.file("plugins.toml"));
    expect(reportOf(await dir.load(), "notes").state).toBe("loaded");
  });

  test.each([["plugin = 3"], ['[[plugin]]\nmodule = "a"'], ["plugin = 2026-01-01"]])(
    "%j has no entries and says so",
    async (text) => {
      const manager = await dir.load(text);
      expect(manager.report().problems).toMatchObject([
        { code: "ROSTER_ENTRY_INVALID", place: { line: 1, key: "plugin" } },
      ]);
    },
  );
});

describe("a broken entry", () => {
  test.each([
    ["enabled = true", "module", "missing", 2],
    ['module = "a"\nenabled = "false"', "enabled", 'the text "false"', 4],
    ['module = "a"\nenabled = 1', "enabled", "the number 1", 4],
    ["module = 3", "module", "the number 3", 3],
    ['module = ""', "module", 'the text ""', 3],
    ['module = "a"\nclass = []', "class", "a list", 4],
    ['module = "a"\nversion = "newest"', "version", 'the text "newest"', 4],
    ['module = "a"\nversion = 1.0', "version", "the number 1", 4],
    ['module = "a"\ndependencies = "Not A Name"', "dependencies", 'the text "Not A Name"', 4],
    ['module = "a"\ndependencies = ["b", 3]', "dependencies", "the number 3", 4],
    ['module = "a"\ndependencies = { b = 1 }', "dependencies", "a table", 4],
    ['module = "a"\non_failure = "ignore"', "on_failure", 'the text "ignore"', 4],
    ['module = "a"\nconfig_file = "../secrets.toml"', "config_file", "stays inside", 4],
    ['module = "a"\nconfig_file = "plugins/../../x.toml"', "config_file", "stays inside", 4],
    ['module = "a"\nconfig_file = "/etc/passwd"', "config_file", "stays inside", 4],
    ['module = "a"\ntools = "x"', "tools", 'the text "x"', 4],
    ['module = "a"\ntools.rename = ["x"]', "tools.rename", "a list", 4],
    [
      'module = "a"\n[plugin.bad.tools.rename]\nread = "not a tool name"',
      "tools.rename.read",
      "not a tool name",
      5,
    ],
    [
      'module = "a"\n[plugin.bad.tools.rename]\n"not a tool" = "read"',
      "tools.rename.not a tool",
      'the text "not a tool"',
      5,
    ],
  ])("%j is refused for %s, and the others load", async (lines, key, said, line) => {
    await dir.install("asky-plugin-notes", plainPlugin("notes"));
    const manager = await dir.load(
      `\n[plugin.bad]\n${lines}\n[plugin.notes]\nmodule = "asky-plugin-notes"\n`,
    );
    const problem = problemOf(manager, "bad");
    expect(problem).toMatchObject({ code: "ROSTER_ENTRY_INVALID", severity: "error", place: { line } });
    expect(problem.message).toContain(`[plugin.bad]: "${key}"`);
    expect(problem.message).toContain(said);
    expect(problem.hint).not.toBe("");
    expect(reportOf(manager, "bad").state).toBe("failed");
    expect(reportOf(manager, "notes").state).toBe("loaded");
  });

  test("names everything that is wrong with it", async () => {
    const manager = await dir.load('[plugin.bad]\nenabled = "no"\non_failure = "x"\n');
    expect(reportOf(manager, "bad").problems.map(({ place }) => [place?.key, place?.line])).toEqual([
      ["plugin.bad.enabled", 2],
      ["plugin.bad.module", 1],
      ["plugin.bad.on_failure", 3],
    ]);
  });

  test.each([["plugin.bad = 3"], ['[[plugin.bad]]\nmodule = "a"'], ["plugin.bad = 2026-01-01"]])(
    "%j is no table and refused",
    async (text) => {
      const manager = await dir.load(text);
      expect(problemOf(manager, "bad")).toMatchObject({ code: "ROSTER_ENTRY_INVALID", place: { line: 1 } });
    },
  );

  test("has a dependency as a bare text, which is a list of one", async () => {
    await dir.install("asky-plugin-notes", plainPlugin("notes"));
    const manager = await dir.load(
      `[plugin.notes]\nmodule = "asky-plugin-notes"\ndependencies = "base"\n[plugin.base]\nenabled = false\nmodule = "b"`,
    );
    expect(reportOf(manager, "notes").dependencies).toEqual(["base"]);
  });
});

describe("a key that nothing reads", () => {
  test("is a warning with the key that was meant, and the entry counts", async () => {
    await dir.install("asky-plugin-notes", plainPlugin("notes"));
    const manager = await dir.load('[plugin.notes]\nmodule = "asky-plugin-notes"\nenabld = false\n');
    expect(reportOf(manager, "notes").state).toBe("loaded");
    expect(problemOf(manager, "notes")).toMatchObject({
      code: "ROSTER_KEY_UNKNOWN",
      severity: "warning",
      message: 'plugins.toml [plugin.notes]: nothing reads the key "enabld".',
      hint: expect.stringContaining('Did you mean "enabled"?'),
      place: { line: 3, column: 1, key: "plugin.notes.enabld" },
    });
  });

  test("far from any known one comes without a guess", async () => {
    const manager = await dir.load('[plugin.notes]\nmodule = "a"\ncolour = "red"\nenabled = false');
    expect(problemOf(manager, "notes").hint).toMatch(/^Remove it\. Known here: enabled, module, /);
  });

  test("is found in tools and at the top of the file too", async () => {
    const manager = await dir.load(
      '[plugins.x]\n[plugin.notes]\nenabled = false\nmodule = "a"\ntools.renam = {}',
    );
    expect(problemOf(manager, "notes")).toMatchObject({ code: "ROSTER_KEY_UNKNOWN", place: { line: 5 } });
    expect(manager.report().problems).toMatchObject([
      { code: "ROSTER_KEY_UNKNOWN", hint: expect.stringContaining('"plugin"'), place: { line: 1 } },
    ]);
  });
});

describe("a name", () => {
  test.each([
    "Notes",
    "1notes",
    "no tes",
    "nötes",
    "../notes",
    "con",
    "constructor",
    "host",
    "__proto__",
    "a".repeat(64),
  ])("%j is refused", async (name) => {
    const manager = await dir.load(`[plugin.${JSON.stringify(name)}]\nmodule = "a"`);
    expect(problemOf(manager, name)).toMatchObject({ code: "PLUGIN_NAME_INVALID", place: { line: 1 } });
    expect(({} as Record<string, unknown>).module).toBeUndefined();
  });

  test("that differs from another only by case is refused, and the first one stays", async () => {
    await dir.install("asky-plugin-notes", plainPlugin("notes"));
    const manager = await dir.load(
      `[plugin.notes]\nmodule = "asky-plugin-notes"\n[plugin.Notes]\nmodule = "asky-plugin-notes"`,
    );
    expect(reportOf(manager, "notes").state).toBe("loaded");
    expect(problemOf(manager, "Notes")).toMatchObject({
      code: "PLUGIN_NAME_COLLISION",
      message: expect.stringContaining('"notes"'),
      place: { line: 3 },
    });
  });
});

test("prototype keys in an entry reach no prototype", async () => {
  const manager = await dir.load(`
    [plugin.notes]
    module = "a"
    enabled = false
    __proto__ = { polluted = true }
    [plugin.notes.constructor.prototype]
    polluted = true
    [plugin.notes.tools.rename]
    __proto__ = "x"
  `);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(reportOf(manager, "notes").problems.map(({ code }) => code)).toEqual([
    "ROSTER_KEY_UNKNOWN",
    "ROSTER_KEY_UNKNOWN",
  ]);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test("finds the line of a key in every way TOML can write it", async () => {
  const manager = await dir.load(
    [
      'title = """',
      "[plugin.one]",
      'enabled = "text, not a key"',
      '"""',
      "list = [ # [plugin.one]",
      '  "[plugin.one]",',
      "  { enabled = 1 },",
      "]",
      'plugin . "one" . enabled = "no"',
      "plugin.one.module = 'a'",
      "[ plugin . 'two' ]",
      '"enabl\\u0065d" = 3 # comment',
      "module = '''",
      "a'''''",
    ].join("\n"),
  );
  const lines = ["one", "two"].map((name) =>
    reportOf(manager, name).problems.map(({ place }) => place?.line),
  );
  expect(lines).toEqual([[9], [12]]);
});

describe("a dependency", () => {
  const entry = (name: string, more = "") => `[plugin.${name}]\nmodule = "asky-plugin-${name}"\n${more}\n`;

  test.each([
    [
      "that is not in the file",
      entry("a", 'dependencies = ["b"]'),
      "DEPENDENCY_MISSING",
      "plugins.toml",
      "Add",
    ],
    [
      "that is disabled",
      entry("a", 'dependencies = ["b"]') + entry("b", "enabled = false"),
      "DEPENDENCY_DISABLED",
      "disabled",
      "enabled = true",
    ],
    [
      "that is not installed",
      entry("a", 'dependencies = ["b"]') + entry("b"),
      "DEPENDENCY_FAILED",
      "not active",
      '"b"',
    ],
    [
      "whose entry is refused",
      `${entry("a", 'dependencies = ["b"]')}[plugin.b]\n`,
      "DEPENDENCY_FAILED",
      "not active",
      '"b"',
    ],
    ["on itself", entry("a", 'dependencies = ["a"]'), "DEPENDENCY_CYCLE", '"a" → "a"', "Take"],
  ])(
    "%s leaves its dependent out, unimported, and the others load",
    async (_what, text, code, said, next) => {
      await dir.install("asky-plugin-a", "globalThis.aWasImported = true;");
      await dir.install("asky-plugin-notes", plainPlugin("notes"));
      const manager = await dir.load(text + entry("notes"));
      const problem = problemOf(manager, "a");
      expect(problem).toMatchObject({
        code,
        severity: "error",
        phase: "plan",
        place: { line: 1, key: "plugin.a" },
      });
      expect(problem.message).toContain(said);
      expect(problem.hint).toContain(next);
      expect(reportOf(manager, "a").state).toBe("skipped");
      expect(reportOf(manager, "notes").state).toBe("loaded");
      expect(globalThis).not.toHaveProperty("aWasImported");
    },
  );

  test("that only the class names counts as well", async () => {
    await dir.install("asky-plugin-a", "export default { name: 'a', dependencies: ['z'], activate() {} };");
    await dir.install("asky-plugin-z", plainPlugin("z"));
    const manager = await dir.load(entry("a") + entry("z"));
    expect(manager.report().plugins.map(({ name, state }) => [name, state])).toEqual([
      ["z", "loaded"],
      ["a", "loaded"],
    ]);
  });
});
