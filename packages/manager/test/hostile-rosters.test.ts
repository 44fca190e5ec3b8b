import { execFileSync } from "node:child_process";
import { cp, mkdir, readdir, symlink, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatReport, type PluginManager } from "@asky/manager";
import { createManualClock } from "@asky/manager/testing";
import { defineAskyPlugin, type Problem } from "@asky/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigDir, plainPlugin, problemOf, reportOf } from "./config-dir.ts";

// What one hostile file or package does to all the others: nothing. That each single fault is refused, and where its
// line is, stands in roster.test.ts and packages.test.ts.

const MIB = 1024 * 1024;
const NOTES = `[plugin.notes]\nmodule = "asky-plugin-notes"\n`;
const passed = defineAskyPlugin({ name: "passed", activate() {} });

let dir: ConfigDir;
let prototypes: string;

/** All that a polluted prototype would have more of. */
function listPrototypes(): string {
  const all = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Object];
  return JSON.stringify(all.map((one) => Reflect.ownKeys(one).map(String)));
}

beforeEach(async () => {
  prototypes = listPrototypes();
  dir = await ConfigDir.create();
  await dir.install("asky-plugin-notes", plainPlugin("notes"));
});
afterEach(async () => {
  await dir.remove();
  expect(listPrototypes()).toBe(prototypes);
});

/** Runs a host over a roster, from start to end. */
async function run(roster?: string | Uint8Array): Promise<PluginManager> {
  if (roster !== undefined) await dir.write("plugins.toml", roster);
  const manager = await dir.load(undefined, { plugins: [passed] });
  await manager.activateAll();
  await manager.startAll();
  expect(reportOf(manager, "passed")).toMatchObject({ state: "started", problems: [] });
  await manager.deactivateAll();
  return manager;
}

/** Every message is a short full sentence, and every hint tells what to do. */
function expectGuidance(manager: PluginManager): readonly Problem[] {
  const { plugins, problems } = manager.report();
  const all = [...problems, ...plugins.flatMap((plugin) => plugin.problems)];
  for (const { message, hint } of all) {
    expect(message).toMatch(/^[A-Z"p].*[.]$/);
    expect(message.length).toBeLessThan(3000);
    expect(hint).toMatch(/^[A-Z].*[.?]$/);
  }
  return all;
}

describe("a file that cannot be used", () => {
  const sparse = async (size: number): Promise<void> => {
    await dir.write("plugins.toml", "");
    await truncate(dir.file("plugins.toml"), size);
  };

  test.each([
    ["is one byte larger than 1 MiB", () => sparse(MIB + 1), "ROSTER_UNREADABLE", "larger than 1 MiB"],
    ["is a terabyte of nothing", () => sparse(2 ** 40), "ROSTER_UNREADABLE", "larger than 1 MiB"],
    [
      "is a device",
      () => symlink("/dev/zero", dir.file("plugins.toml")),
      "ROSTER_UNREADABLE",
      "no regular file",
    ],
    ["is a directory", () => mkdir(dir.file("plugins.toml")), "ROSTER_UNREADABLE", "a directory"],
    [
      "is a pipe that nobody writes to",
      async () => execFileSync("mkfifo", [dir.file("plugins.toml")]),
      "ROSTER_UNREADABLE",
      "no regular file",
    ],
    [
      "is a circle of links",
      () => symlink("plugins.toml", dir.file("plugins.toml")),
      "ROSTER_UNREADABLE",
      "cannot be read",
    ],
    [
      "is UTF-16",
      () => dir.write("plugins.toml", Buffer.from(`\uFEFF${NOTES}`, "utf16le")),
      "ROSTER_UNREADABLE",
      "not UTF-8",
    ],
    [
      "is cut in the middle of a character",
      () => dir.write("plugins.toml", Buffer.from(`${NOTES}# é`).subarray(0, -1)),
      "ROSTER_UNREADABLE",
      "not UTF-8",
    ],
    ["is full of zeros", () => sparse(MIB), "ROSTER_SYNTAX", "not valid TOML"],
    [
      "opens a million lists",
      () => dir.write("plugins.toml", `x=${"[".repeat(MIB - 2)}`),
      "ROSTER_SYNTAX",
      "",
    ],
    [
      "opens three hundred thousand tables",
      () => dir.write("plugins.toml", `x=${"{a=".repeat(300_000)}`),
      "ROSTER_SYNTAX",
      "",
    ],
    [
      "gives an entry twice, in two ways",
      () => dir.write("plugins.toml", `plugin.notes.module = "a"\n${NOTES}`),
      "ROSTER_SYNTAX",
      "",
    ],
    [
      "gives a key twice, once in quotes",
      () => dir.write("plugins.toml", `${NOTES}"module" = "b"\n`),
      "ROSTER_SYNTAX",
      "",
    ],
  ])(
    "because it %s leaves those passed in code alone, and says what to do",
    async (_what, make, code, said) => {
      await make();
      const manager = await run();
      expect(manager.report().plugins.map(({ name }) => name)).toEqual(["passed"]);
      const [problem, ...others] = expectGuidance(manager);
      expect(others).toEqual([]);
      expect(problem).toMatchObject({ code, severity: "error", place: { file: dir.file("plugins.toml") } });
      expect(problem?.message).toContain(said);
      expect(problem?.hint).toMatch(code === "ROSTER_SYNTAX" ? /^Correct line \d+ of "/ : /^Make "/);
    },
  );

  test("of exactly 1 MiB can be used", async () => {
    const manager = await run(`${NOTES}#${"x".repeat(MIB - NOTES.length - 1)}`);
    expect(reportOf(manager, "notes")).toMatchObject({ state: "stopped", problems: [] });
  });
});

describe("an entry or key", () => {
  const bad = (name: string, lines = 'module = "a"') => `[plugin.${JSON.stringify(name)}]\n${lines}\n`;

  const rows: readonly (readonly [what: string, text: string, refused: readonly string[], code: string])[] = [
    [
      "prototype keys at the top",
      "[__proto__]\npolluted = 1\n[constructor.prototype]\npolluted = 2",
      [],
      "ROSTER_KEY_UNKNOWN",
    ],
    [
      "prototype keys with entries in them",
      `[__proto__.plugin.x]\nmodule = "a"\npolluted = 1`,
      [],
      "ROSTER_KEY_UNKNOWN",
    ],
    ["an entry named __proto__", "[plugin.__proto__]\npolluted = 1", ["__proto__"], "PLUGIN_NAME_INVALID"],
    [
      "an entry named __proto__ by a dotted key",
      "plugin.__proto__.polluted = 1",
      ["__proto__"],
      "PLUGIN_NAME_INVALID",
    ],
    [
      "an entry named constructor",
      "[plugin.constructor.prototype]\npolluted = 1",
      ["constructor"],
      "PLUGIN_NAME_INVALID",
    ],
    ["an entry named prototype", bad("prototype"), ["prototype"], "PLUGIN_NAME_INVALID"],
    ["a key of a hundred thousand parts", `${"a.".repeat(100_000)}a = 1`, [], "ROSTER_KEY_UNKNOWN"],
    ["a header of a hundred thousand parts", `[${"a.".repeat(100_000)}a]`, [], "ROSTER_KEY_UNKNOWN"],
    [
      "an entry that is a hundred thousand tables deep",
      `[plugin.bad.${"a.".repeat(100_000)}a]`,
      ["bad"],
      "ROSTER_ENTRY_INVALID",
    ],
    ...['enabled = "false"', "enabled = 0", "version = 1.0", 'dependencies = "*"', "timeout_ms = -1"].map(
      (line) => [line, bad("bad", `module = "a"\n${line}`), ["bad"], "ROSTER_ENTRY_INVALID"] as const,
    ),
    ...["../notes", "..", ".", "/etc/passwd", "a\\b", "c:notes", "a\u0000b", "", "notes.toml"].map(
      (name) => [`the name ${JSON.stringify(name)}`, bad(name), [name], "PLUGIN_NAME_INVALID"] as const,
    ),
    ...["con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9"].map(
      (name) => [`the device ${name} as a name`, bad(name), [name], "PLUGIN_NAME_INVALID"] as const,
    ),
    ["a name of a million letters", bad("a".repeat(10 ** 6)), ["a".repeat(10 ** 6)], "PLUGIN_NAME_INVALID"],
    ["a name that differs by case", bad("NOTES"), ["NOTES"], "PLUGIN_NAME_COLLISION"],
    ["a module of Python", bad("bad", 'module = "my.plugins.bad"'), ["bad"], "MODULE_NAME_PYTHON"],
    ...[
      "../../bad.js",
      "https://example.com/bad.js",
      "data:text/javascript,globalThis.polluted=1",
      "node:child_process",
      "__proto__/x",
      "a".repeat(10 ** 6),
      "\\u001b[2J",
    ].map(
      (module) =>
        [
          `the module ${module.slice(0, 50)}`,
          bad("bad", `module = "${module}"`),
          ["bad"],
          "MODULE_NAME_INVALID",
        ] as const,
    ),
    ["control characters in a name", bad("\u001b[2J"), ["\u001b[2J"], "PLUGIN_NAME_INVALID"],
  ];

  test.each(rows)("with %s harms no other, and says what to do", async (_what, text, refused, code) => {
    const manager = await run(`${text}\n${NOTES}`);
    expect(reportOf(manager, "notes")).toMatchObject({ state: "stopped", problems: [] });
    for (const name of refused) expect(reportOf(manager, name).state).toBe("failed");
    const problems = expectGuidance(manager);
    expect(new Set(problems.flatMap(({ plugin }) => plugin ?? []))).toEqual(new Set(refused));
    expect(problems.map((problem) => problem.code)).toContain(code);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(globalThis).not.toHaveProperty("polluted");
    // Data directories are made for those that run, and nowhere else.
    expect((await readdir(dir.file("plugins"))).sort()).toEqual(["notes", "passed"]);
    const printed = formatReport(manager.report());
    expect(printed.length).toBeLessThan(10_000);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are looked for
    expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test("that nobody knows is a warning with the nearest one, and the entry counts", async () => {
    const manager = await run(`${NOTES}enabeld = false\n`);
    expect(problemOf(manager, "notes")).toMatchObject({
      code: "ROSTER_KEY_UNKNOWN",
      severity: "warning",
      hint: expect.stringContaining('Did you mean "enabled"?'),
    });
    expect(reportOf(manager, "notes").state).toBe("stopped");
  });
});

describe("a roster", () => {
  test.each([
    ["a byte order mark", `\uFEFF${NOTES}`],
    ["Windows line ends", NOTES.replaceAll("\n", "\r\n")],
    ["both", `\uFEFF${NOTES.replaceAll("\n", "\r\n")}`],
  ])("with %s loads as any other", async (_what, text) => {
    const manager = await run(text);
    expect(expectGuidance(manager)).toEqual([]);
    expect(reportOf(manager, "notes").state).toBe("stopped");
  });

  test("that a link leads to, from a directory that is a link, loads as any other", async () => {
    await dir.write("real/elsewhere.toml", NOTES);
    await symlink("elsewhere.toml", dir.file("real/plugins.toml"));
    await symlink("real", dir.file("linked"));
    const manager = await new ConfigDir(dir.file("linked")).activate(NOTES);
    expect(reportOf(manager, "notes")).toMatchObject({ state: "active", problems: [] });
  });
});

describe("a package", () => {
  const BAD = `[plugin.bad]\nmodule = "asky-plugin-bad"\n`;

  test.each([
    [
      "whose entry a link leads out of it",
      async () => {
        await dir.write("outside.js", "globalThis.polluted = 1;");
        await dir.install("asky-plugin-bad", "", { exports: "./out.js" });
        await symlink(dir.file("outside.js"), dir.file("node_modules/asky-plugin-bad/out.js"));
      },
      "PACKAGE_OUTSIDE",
    ],
    [
      "whose entry is outside of it",
      () => dir.install("asky-plugin-bad", "", { exports: "./../asky-plugin-notes/index.js" }),
      "PACKAGE_NOT_EXPORTED",
    ],
    [
      // Importing it would wait for a writer, and keep the process from ending.
      "whose entry is a pipe",
      async () => {
        await dir.install("asky-plugin-bad", "", { exports: "./pipe.js" });
        execFileSync("mkfifo", [dir.file("node_modules/asky-plugin-bad/pipe.js")]);
      },
      "PACKAGE_NOT_EXPORTED",
    ],
    [
      "whose entry is a directory",
      async () => {
        await dir.install("asky-plugin-bad", "", { exports: "./lib" });
        await mkdir(dir.file("node_modules/asky-plugin-bad/lib"));
      },
      "PACKAGE_NOT_EXPORTED",
    ],
    [
      "whose package.json is a pipe",
      async () => {
        await mkdir(dir.file("node_modules/asky-plugin-bad"));
        execFileSync("mkfifo", [dir.file("node_modules/asky-plugin-bad/package.json")]);
      },
      "MANIFEST_INVALID",
    ],
    [
      "whose package.json is larger than 1 MiB",
      () => dir.install("asky-plugin-bad", plainPlugin("bad"), { filler: "x".repeat(MIB) }),
      "MANIFEST_INVALID",
    ],
    [
      "whose package.json is ten thousand lists deep",
      async () => {
        await dir.install("asky-plugin-bad", plainPlugin("bad"));
        const deep = `{"asky":${"[".repeat(10_000)}${"]".repeat(10_000)}}`;
        await dir.write("node_modules/asky-plugin-bad/package.json", deep);
      },
      "MANIFEST_INVALID",
    ],
    [
      "whose package.json has prototype keys",
      async () => {
        await dir.install("asky-plugin-bad", "");
        const json = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"exports":3}';
        await dir.write("node_modules/asky-plugin-bad/package.json", json);
      },
      "PACKAGE_NOT_EXPORTED",
    ],
  ])("%s is refused, runs nothing, and harms no other", async (_what, make, code) => {
    await make();
    const manager = await run(BAD + NOTES);
    expect(problemOf(manager, "bad")).toMatchObject({ code, severity: "error" });
    expect(problemOf(manager, "bad").place?.file).toMatch(/plugins\.toml$|asky-plugin-bad\/package\.json$/);
    expectGuidance(manager);
    expect(reportOf(manager, "bad").state).toBe("failed");
    expect(reportOf(manager, "notes")).toMatchObject({ state: "stopped", problems: [] });
    expect(globalThis).not.toHaveProperty("polluted");
  });

  test("that exports then runs with a warning, and then is never called", async () => {
    await dir.install(
      "asky-plugin-bad",
      `${plainPlugin("bad")} export function then() { globalThis.polluted = 1; }`,
    );
    const manager = await run(BAD + NOTES);
    expect(reportOf(manager, "bad").state).toBe("stopped");
    expect(problemOf(manager, "bad")).toMatchObject({
      code: "PACKAGE_EXPORTS_THEN",
      severity: "warning",
      hint: expect.stringContaining("another name"),
      place: { line: 1 },
    });
    expect(globalThis).not.toHaveProperty("polluted");
  });

  test("whose module never finishes is given up at its deadline, while the others load", async () => {
    await dir.install("asky-plugin-bad", `await new Promise(() => {}); ${plainPlugin("bad")}`);
    // The other one has no deadline, so that the only timer is that of the one that hangs.
    await dir.write("plugins.toml", `${BAD}${NOTES}timeout_ms = 0\n`);
    const clock = createManualClock();
    let manager: PluginManager | undefined;
    const loading = dir.load(undefined, { clock }).then((loaded) => {
      manager = loaded;
    });
    while (!manager) {
      await new Promise((resolve) => setImmediate(resolve));
      if (clock.pending === 1) await clock.advance(30_000);
    }
    await loading;
    await manager.activateAll();
    expect(problemOf(manager, "bad")).toMatchObject({
      code: "PLUGIN_TIMED_OUT",
      phase: "load",
      hint: expect.stringContaining("timeout_ms in [plugin.bad]"),
    });
    expect(reportOf(manager, "notes")).toMatchObject({ state: "active", problems: [] });
  });

  test("with an SDK of its own loads as any other, and its errors are understood", async () => {
    const sdk = dirname(dirname(fileURLToPath(import.meta.resolve("@asky/sdk"))));
    const copy = dir.file("node_modules/asky-plugin-bad/node_modules/@asky/sdk");
    await dir.install(
      "asky-plugin-bad",
      `
      import { AskyPlugin, createEvent, PluginError } from "@asky/sdk";
      import * as host from ${JSON.stringify(import.meta.resolve("@asky/sdk"))};
      export default class Bad extends AskyPlugin {
        name = "bad";
        activate({ hooks, eventBus }) {
          if (AskyPlugin === host.AskyPlugin) throw new Error("It is the same copy.");
          hooks.register("session_end", () => {
            throw new PluginError("BAD_DAY", { message: "It rains.", hint: "Take an umbrella." });
          });
          return eventBus.emit(createEvent("bad.ready", {}));
        }
      }`,
    );
    for (const part of ["dist", "package.json"])
      await cp(join(sdk, part), join(copy, part), { recursive: true });
    const manager = await dir.activate(BAD + NOTES);
    expect(reportOf(manager, "bad")).toMatchObject({ state: "active", contract: "asky", problems: [] });
    await manager.hookRegistry.invoke("session_end", { sessionId: "s1" });
    expect(problemOf(manager, "bad")).toMatchObject({ causes: ["It rains."], hint: "Take an umbrella." });
  });
});

describe("a plugin's own file", () => {
  test.each([
    ["is larger than 1 MiB", () => dir.write("plugins/bad.toml", `#${"x".repeat(MIB)}`), "CONFIG_UNREADABLE"],
    ["is no UTF-8", () => dir.write("plugins/bad.toml", new Uint8Array([0xff, 0xfe])), "CONFIG_UNREADABLE"],
    ["is a directory", () => mkdir(dir.file("plugins/bad.toml"), { recursive: true }), "CONFIG_UNREADABLE"],
    [
      "is a pipe",
      async () => {
        await mkdir(dir.file("plugins"));
        execFileSync("mkfifo", [dir.file("plugins/bad.toml")]);
      },
      "CONFIG_UNREADABLE",
    ],
    ["gives a key twice", () => dir.write("plugins/bad.toml", "a = 1\na = 2\n"), "CONFIG_SYNTAX"],
    ["is deep", () => dir.write("plugins/bad.toml", `x=${"[".repeat(5000)}`), "CONFIG_SYNTAX"],
    [
      "is deep by its dots",
      () => dir.write("plugins/bad.toml", `${"a.".repeat(100_000)}a=1`),
      "CONFIG_INVALID",
    ],
  ])("that %s keeps that plugin out, and no other", async (_what, make, code) => {
    await make();
    await dir.install("asky-plugin-bad", plainPlugin("bad", "globalThis.polluted = 1;"));
    const manager = await run(`[plugin.bad]\nmodule = "asky-plugin-bad"\n${NOTES}`);
    expect(problemOf(manager, "bad")).toMatchObject({ code, phase: "config", severity: "error" });
    expect(problemOf(manager, "bad").place?.file).toBe(dir.file("plugins/bad.toml"));
    expectGuidance(manager);
    expect(reportOf(manager, "notes")).toMatchObject({ state: "stopped", problems: [] });
    expect(globalThis).not.toHaveProperty("polluted");
  });
});

test("the fullest files fit into a small memory", async () => {
  const fill = (line: (index: number) => string, bytes = MIB - 200): string => {
    const lines: string[] = [];
    for (let length = 0, index = 0; length < bytes; index++) {
      const next = line(index);
      lines.push(next);
      length += next.length;
    }
    return lines.slice(0, -1).join("");
  };
  const rosters = [
    fill((index) => `[plugin.p${index}]\nx=1\n`, MIB / 8),
    fill((index) => `[plugin.p${index}]\nmodule="a"\ndependencies=["p${index + 1}"]\n`, MIB / 8),
    `${NOTES}${fill((index) => `k${index}=1\n`, MIB / 4)}`,
    `${fill(() => "a.")}a=1`,
    `[plugin.notes]\nmodule="a"\nversion="${fill(() => "1||")}1"`,
    `[plugin.notes]\nmodule="a"\ndependencies=[${fill(() => '"b",')}]`,
  ];
  for (const [index, text] of rosters.entries()) await dir.write(`rosters/${index}/plugins.toml`, text);
  await dir.write(
    "host.mjs",
    `
    import { formatReport, PluginManager } from ${JSON.stringify(import.meta.resolve("@asky/manager"))};
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    for (let index = 0; index < ${rosters.length}; index++) {
      const manager = new PluginManager({}, "rosters/" + index, { logger });
      await manager.discoverAndLoad();
      const { plugins, problems } = manager.report();
      const most = Math.max(problems.length, ...plugins.map((plugin) => plugin.problems.length));
      console.log(plugins.length + problems.length > 0 && most <= 200, formatReport(manager.report()).length > 0);
    }`,
  );
  const printed = execFileSync(process.execPath, ["--max-old-space-size=256", "host.mjs"], {
    cwd: dir.path,
    timeout: 60_000,
    encoding: "utf8",
  });
  expect(printed).toBe("true true\n".repeat(rosters.length));
}, 60_000);
