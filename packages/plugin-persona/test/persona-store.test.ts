import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {} from "@asky/plugin-persona/contract";
import { ManualPersonaCreatorPlugin } from "@asky/plugin-persona/creator";
import type { JsonObject } from "@asky/sdk";
import { parse } from "smol-toml";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { errorOf, startHost } from "./host.ts";

let configDir: string;
let store: string;

beforeEach(async () => {
  configDir = await realpath(await mkdtemp(join(tmpdir(), "asky-persona-")));
  store = join(configDir, "plugins", "persona_manager", "personas");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(configDir, { recursive: true, force: true });
});

const metadata = (name: string): string =>
  `[persona]\nname = "${name}"\nschema_version = 1\ncreated_at = "2026-01-02T03:04:05Z"\nupdated_at = 2026-01-02T03:04:05.678Z\n`;

/** Lays a persona into the store by hand; `undefined` leaves a file out. */
async function layPersona(
  name: string,
  files: { metadata?: string | undefined; prompt?: string | Uint8Array | undefined } = {},
): Promise<string> {
  const { metadata: toml, prompt } = { metadata: metadata(name), prompt: "Be kind.", ...files };
  const folder = join(store, name);
  await mkdir(folder, { recursive: true });
  if (toml !== undefined) await writeFile(join(folder, "metadata.toml"), toml);
  if (prompt !== undefined) await writeFile(join(folder, "behavior_prompt.md"), prompt);
  return folder;
}

const draft = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  behavior_prompt: "Be kind.",
  ...more,
});

describe("create_persona", () => {
  test("writes a folder with metadata and prompt, for its owner alone", async () => {
    const host = await startHost(configDir);
    const before = Date.now();
    const prompt = 'Talk like a pirate.\r\n"""\n\t# = [not.a.table]\n';
    const output = await host.call("create_persona", {
      name: " pirate-1 ",
      description: ' A "salty" one ',
      behavior_prompt: prompt,
    });
    expect(await readdir(store)).toEqual(["pirate-1"]);
    expect((await readdir(join(store, "pirate-1"))).sort()).toEqual(["behavior_prompt.md", "metadata.toml"]);
    expect(await readFile(join(store, "pirate-1", "behavior_prompt.md"), "utf8")).toBe(prompt);
    const { persona } = parse(await readFile(join(store, "pirate-1", "metadata.toml"), "utf8")) as {
      persona: JsonObject;
    };
    const createdAt = String(persona.created_at);
    expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.parse(createdAt) - before)).toBeLessThan(60_000);
    expect(persona).toEqual({
      name: "pirate-1",
      description: 'A "salty" one',
      schema_version: 1,
      created_at: createdAt,
      updated_at: createdAt,
    });
    expect(output).toEqual({ created: "pirate-1", description: 'A "salty" one', created_at: createdAt });
    for (const path of [store, join(store, "pirate-1")]) expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await stat(join(store, "pirate-1", "behavior_prompt.md"))).mode & 0o777).toBe(0o600);
  });

  test("gives back through the service what was put in", async () => {
    const { manager } = await startHost(configDir);
    const personas = manager.services.get("personas");
    const created = await personas?.create({ name: "ann", behaviorPrompt: "Be ann.\n" });
    expect(created).toMatchObject({ name: "ann", description: "", behaviorPrompt: "Be ann.\n" });
    expect(await personas?.get("ann")).toEqual(created);
    expect(await personas?.get("ANN")).toBeUndefined();
    expect(await personas?.list()).toEqual([{ name: "ann", description: "" }]);
  });

  test.each(["ab", "a1", "1a", "A_b-C", "a".repeat(64), "constructor", "console"])(
    "takes the name %s",
    async (name) => {
      const host = await startHost(configDir);
      expect(await host.call("create_persona", draft(name))).toMatchObject({ created: name });
    },
  );

  test.each([
    "",
    " ",
    "a",
    "_a",
    "-a",
    ".hidden",
    "..",
    "../x",
    "a/b",
    "a\\b",
    "/etc",
    "a.b",
    "a b",
    "a\nb",
    "ab\0",
    "é1",
    "a".repeat(65),
    "con",
    "NUL",
    "com1",
    "LPT9",
    "__proto__",
  ])("refuses the name %j and writes nothing", async (name) => {
    const host = await startHost(configDir);
    expect(errorOf(await host.call("create_persona", draft(name)))).toMatchObject({
      code: "PERSONA_NAME_INVALID",
    });
    await expect(stat(store)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test.each([
    ["a blank prompt", { behavior_prompt: " \n\t " }, "PERSONA_PROMPT_BLANK"],
    ["no prompt", { behavior_prompt: null }, "PERSONA_PROMPT_BLANK"],
    ["a prompt of more than 16 KiB", { behavior_prompt: "é".repeat(8193) }, "PERSONA_PROMPT_TOO_LONG"],
    ["a description of several lines", { description: "a\nb" }, "PERSONA_DESCRIPTION_INVALID"],
    ["a description with a line separator", { description: "a\u2028b" }, "PERSONA_DESCRIPTION_INVALID"],
    ["a long description", { description: "x".repeat(501) }, "PERSONA_DESCRIPTION_INVALID"],
  ])("refuses %s and writes nothing", async (_name, more, code) => {
    const host = await startHost(configDir);
    const error = errorOf(await host.call("create_persona", draft("ann", more)));
    expect(error).toMatchObject({
      code,
      error: expect.stringContaining('"ann"'),
      hint: expect.stringMatching(/./),
    });
    await expect(stat(store)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("takes a prompt of exactly 16 KiB", async () => {
    const host = await startHost(configDir);
    const output = await host.call("create_persona", draft("ann", { behavior_prompt: "é".repeat(8192) }));
    expect(output).toMatchObject({ created: "ann" });
  });

  test("refuses a name that is taken, also in another case, and keeps what is there", async () => {
    const host = await startHost(configDir);
    await host.call("create_persona", draft("Ann", { behavior_prompt: "first" }));
    for (const name of ["Ann", "ann", "ANN"]) {
      const error = errorOf(await host.call("create_persona", draft(name)));
      expect(error).toMatchObject({ code: "PERSONA_EXISTS", error: expect.stringContaining('"Ann"') });
    }
    expect(await readdir(store)).toEqual(["Ann"]);
    expect(await readFile(join(store, "Ann", "behavior_prompt.md"), "utf8")).toBe("first");
  });

  test("refuses a name that a file, a link or an empty folder has", async () => {
    const host = await startHost(configDir);
    await mkdir(join(store, "folder"), { recursive: true });
    await writeFile(join(store, "file"), "mine");
    await symlink(configDir, join(store, "link"));
    for (const name of ["folder", "file", "link"]) {
      expect(errorOf(await host.call("create_persona", draft(name)))).toMatchObject({
        code: "PERSONA_EXISTS",
      });
    }
    expect((await readdir(store)).sort()).toEqual(["file", "folder", "link"]);
  });

  test("creates one persona when many ask for it at once", async () => {
    const host = await startHost(configDir);
    const outputs = await Promise.all(
      ["ann", "Ann", "ANN", "ann", "aNn"].map((name) => host.call("create_persona", draft(name))),
    );
    expect(outputs.map((output) => errorOf(output)?.code ?? "created")).toEqual([
      "created",
      ...Array(4).fill("PERSONA_EXISTS"),
    ]);
    expect(await readdir(store)).toEqual(["ann"]);
  });

  test("never leaves two names that differ only by case, also across hosts", async () => {
    const hosts = await Promise.all(
      ["ann", "Ann", "aNN", "ANN"].map(async (name) => ({ name, host: await startHost(configDir) })),
    );
    const outputs = await Promise.all(
      hosts.map(({ name, host }) => host.call("create_persona", draft(name))),
    );
    const created = outputs.filter((output) => errorOf(output) === undefined).length;
    expect(await readdir(store)).toHaveLength(created);
    expect(created).toBeLessThanOrEqual(1);
    expect(outputs.map((output) => errorOf(output)?.code).filter(Boolean)).toEqual(
      Array(4 - created).fill("PERSONA_EXISTS"),
    );
  });

  test("creates one persona also when several hosts are asked for it at once", async () => {
    const hosts = await Promise.all(Array.from({ length: 6 }, () => startHost(configDir)));
    const outputs = await Promise.all(hosts.map((host) => host.call("create_persona", draft("ann"))));
    const codes = outputs.map((output) => errorOf(output)?.code ?? "created");
    expect(codes.sort()).toEqual([...Array(5).fill("PERSONA_EXISTS"), "created"]);
    expect(await readdir(store)).toEqual(["ann"]);
  });

  test("says so when the store is no folder", async () => {
    await mkdir(join(configDir, "plugins", "persona_manager"), { recursive: true });
    await writeFile(store, "in the way");
    const host = await startHost(configDir);
    for (const [tool, args] of [
      ["create_persona", draft("ann")],
      ["list_personas", {}],
    ] as const) {
      expect(errorOf(await host.call(tool, args))).toMatchObject({
        code: "PERSONA_STORE_FAILED",
        hint: expect.stringContaining("store_dir"),
      });
    }
  });
});

describe("list_personas", () => {
  test("lists nothing where there is no store", async () => {
    const host = await startHost(configDir);
    expect(await host.call("list_personas")).toEqual({ personas: [], faulty: [] });
    await expect(stat(store)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("lists by name what was created or laid there, and passes over other files", async () => {
    await layPersona("zoe");
    await layPersona("Bob");
    await writeFile(join(store, "README.md"), "not a persona");
    await mkdir(join(store, ".git"));
    const host = await startHost(configDir);
    await host.call("create_persona", draft("ann", { description: "Kind" }));
    expect(await host.call("list_personas")).toEqual({
      personas: [
        { name: "Bob", description: "" },
        { name: "ann", description: "Kind" },
        { name: "zoe", description: "" },
      ],
      faulty: [],
    });
    expect(host.warnings).toEqual([]);
  });

  const corrupt: readonly (readonly [string, (name: string) => Promise<unknown>, string])[] = [
    ["has no metadata", (name) => layPersona(name, { metadata: undefined }), "metadata.toml"],
    ["has metadata that is no TOML", (name) => layPersona(name, { metadata: "[persona" }), "not valid TOML"],
    [
      "has metadata without its table",
      (name) => layPersona(name, { metadata: 'persona = "x"' }),
      "[persona]",
    ],
    [
      "has metadata of a later version",
      (name) =>
        layPersona(name, { metadata: metadata(name).replace("schema_version = 1", "schema_version = 4") }),
      "schema_version",
    ],
    [
      "has metadata without times",
      (name) => layPersona(name, { metadata: `[persona]\nname = "${name}"\nschema_version = 1` }),
      "created_at",
    ],
    [
      "has metadata with a time that is none",
      (name) =>
        layPersona(name, {
          metadata: metadata(name).replace("2026-01-02T03:04:05Z", "2026-99-02T03:04:05Z"),
        }),
      "created_at",
    ],
    [
      "has a description of several lines",
      (name) => layPersona(name, { metadata: `${metadata(name)}description = "a\\nb"` }),
      "description",
    ],
    ["has the metadata of another", (name) => layPersona(name, { metadata: metadata("zoe") }), '"zoe"'],
    ["has large metadata", (name) => layPersona(name, { metadata: `#${" ".repeat(70_000)}` }), "bytes"],
    ["has no prompt", (name) => layPersona(name, { prompt: undefined }), "behavior_prompt.md"],
    ["has a blank prompt", (name) => layPersona(name, { prompt: " \n" }), "behavior_prompt.md"],
    ["has a prompt that is too long", (name) => layPersona(name, { prompt: "x".repeat(16_385) }), "16384"],
    [
      "has a prompt that is not UTF-8",
      (name) => layPersona(name, { prompt: Uint8Array.of(0x61, 0xff) }),
      "UTF-8",
    ],
    [
      "has a prompt that is a folder",
      async (name) => mkdir(join(await layPersona(name, { prompt: undefined }), "behavior_prompt.md")),
      "regular file",
    ],
    [
      "has a prompt that is a link",
      async (name) => {
        const secret = join(configDir, "secret.txt");
        await writeFile(secret, "do not read");
        await symlink(secret, join(await layPersona(name, { prompt: undefined }), "behavior_prompt.md"));
      },
      "symbolic link",
    ],
    [
      "has a prompt that is a pipe",
      async (name) => {
        const folder = await layPersona(name, { prompt: undefined });
        await once(spawn("mkfifo", [join(folder, "behavior_prompt.md")]), "close");
      },
      "regular file",
    ],
    [
      "is a link to a folder elsewhere",
      async (name) => {
        await mkdir(store, { recursive: true });
        await mkdir(join(configDir, "elsewhere"));
        await writeFile(join(configDir, "elsewhere", "metadata.toml"), metadata(name));
        await writeFile(join(configDir, "elsewhere", "behavior_prompt.md"), "Be kind.");
        await symlink(join(configDir, "elsewhere"), join(store, name));
      },
      "not a folder of its own",
    ],
    ["has a name that none can have", () => layPersona("a b"), '"a b"'],
  ];

  test.each(corrupt)(
    "names a persona that %s with its fault, and lists the others",
    async (_name, lay, text) => {
      await lay("broken");
      await layPersona("zoe");
      const host = await startHost(configDir);
      const listed = (await host.call("list_personas")) as { personas: JsonObject[]; faulty: JsonObject[] };
      expect(listed.personas).toEqual([{ name: "zoe", description: "" }]);
      expect(listed.faulty).toMatchObject([
        { error: expect.stringContaining(text), hint: expect.stringMatching(/./) },
      ]);

      await host.call("list_personas");
      expect(host.warnings.filter((warning) => warning.includes(text))).toHaveLength(1);

      const personas = host.manager.services.get("personas");
      const summaries = await personas?.list();
      expect(summaries?.map(({ fault }) => fault?.code)).toEqual([
        expect.stringMatching(/^PERSONA_(CORRUPT|NAME_INVALID)$/),
        undefined,
      ]);
      expect(errorOf(await host.call("persona_load", { name: "zoe" }))).toBeUndefined();
    },
  );

  test("a corrupt persona can neither be loaded nor is it suggested", async () => {
    const folder = await layPersona("broken", { prompt: "" });
    const host = await startHost(configDir);
    expect(errorOf(await host.call("persona_load", { name: "broken" }))).toMatchObject({
      code: "PERSONA_CORRUPT",
      error: expect.stringContaining(folder),
    });
    expect(errorOf(await host.call("persona_load", { name: "broke" }))).toMatchObject({ suggestions: [] });
  });
});

describe("store_dir", () => {
  async function createWith(storeDir: string): Promise<void> {
    await mkdir(join(configDir, "plugins"), { recursive: true });
    const toml = `store_dir = ${JSON.stringify(storeDir)}\n`;
    await writeFile(join(configDir, "plugins", "manual_persona_creator.toml"), toml);
    const host = await startHost(configDir, [new ManualPersonaCreatorPlugin()]);
    expect(await host.call("create_persona", draft("ann"))).toMatchObject({ created: "ann" });
  }

  test("is absolute", async () => {
    await createWith(join(configDir, "my personas"));
    expect(await readdir(join(configDir, "my personas"))).toEqual(["ann"]);
  });

  test("is relative to the config directory", async () => {
    await createWith("mine/personas");
    expect(await readdir(join(configDir, "mine", "personas"))).toEqual(["ann"]);
  });

  test("begins at the home directory with a tilde", async () => {
    vi.stubEnv("HOME", join(configDir, "home"));
    await createWith("~/personas");
    expect(await readdir(join(configDir, "home", "personas"))).toEqual(["ann"]);
  });
});

// A limit on the size of files stands in for a full disk.
describe.skipIf(process.platform === "win32")("a disk that is full", () => {
  test("leaves neither a persona nor a trace of it, and bindings as they were", async () => {
    await layPersona("zoe");
    await layPersona("bob");
    const script = `
      import { PluginManager } from ${JSON.stringify(import.meta.resolve("@asky/manager"))};
      import { PersonaManagerPlugin } from ${JSON.stringify(import.meta.resolve("@asky/plugin-persona/manager"))};
      const logger = { debug() {}, info() {}, warn() {}, error() {} };
      const manager = new PluginManager({}, process.argv[1], { plugins: [new PersonaManagerPlugin()], logger });
      await manager.discoverAndLoad();
      await manager.activateAll();
      const personas = manager.services.get("personas");
      const codeOf = (promise) => promise.then(() => "done", (error) => error.code);
      console.log(await codeOf(personas.create({ name: "ann", behaviorPrompt: "Be ann." })));
      console.log(await codeOf(personas.bind("s1", "bob")));
    `;
    const first = await startHost(configDir);
    await first.call("persona_load", { name: "zoe" });

    const child = spawn(
      "sh",
      ["-c", 'ulimit -f 0; exec "$0" --input-type=module -e "$1" "$2"', process.execPath, script, configDir],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
    await once(child, "close");

    expect(output.trim().split("\n")).toEqual(["PERSONA_STORE_FAILED", "PERSONA_BINDINGS_UNWRITABLE"]);
    expect((await readdir(store)).sort()).toEqual(["bob", "zoe"]);
    expect((await readdir(join(configDir, "plugins", "persona_manager"))).sort()).toEqual([
      "personas",
      "session_bindings.toml",
    ]);
    const second = await startHost(configDir);
    expect(await second.call("persona_current")).toMatchObject({ persona: "zoe" });
  });
});

test("a process that is killed while it creates personas leaves whole ones only", async () => {
  const script = `
    import { PluginManager } from ${JSON.stringify(import.meta.resolve("@asky/manager"))};
    import { PersonaManagerPlugin } from ${JSON.stringify(import.meta.resolve("@asky/plugin-persona/manager"))};
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const manager = new PluginManager({}, process.argv[1], { plugins: [new PersonaManagerPlugin()], logger });
    await manager.discoverAndLoad();
    await manager.activateAll();
    const personas = manager.services.get("personas");
    for (let index = 0; ; index++) {
      const name = "p" + process.pid + "-" + index;
      await personas.create({ name, behaviorPrompt: "Be " + name });
      await personas.bind("session " + index, name);
      console.log(name);
    }
  `;
  const acknowledged: string[] = [];
  for (const enough of [1, 3, 5]) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, configDir], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
      if (output.split("\n").length > enough) child.kill("SIGKILL");
    });
    await once(child, "close");
    acknowledged.push(...output.split("\n").slice(0, -1));
  }
  const host = await startHost(configDir);
  const listed = (await host.call("list_personas")) as { personas: { name: string }[]; faulty: JsonObject[] };
  expect(listed.faulty).toEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(9);
  expect(listed.personas.map(({ name }) => name)).toEqual(expect.arrayContaining(acknowledged));
  expect(await host.call("persona_current", {}, "session 0")).toMatchObject({
    persona: expect.stringMatching(/^p/),
  });
  expect(host.problems()).toEqual([]);
});
