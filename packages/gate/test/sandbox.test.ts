import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { JsonObject, JsonSchema } from "@asky/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenGateOptions, openGate, tool } from "./open-gate.ts";

let base = "";
let work = "";
let outside = "";

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "asky-gate-")));
  work = join(base, "work");
  outside = join(base, "outside");
  for (const folder of [work, join(work, "sub"), outside, join(outside, "deep"), join(base, "work-two")]) {
    mkdirSync(folder);
  }
  writeFileSync(join(work, "notes.txt"), "x");
  writeFileSync(join(outside, "secret.txt"), "x");
  symlinkSync(join(outside, "secret.txt"), join(work, "innocent.txt"));
  symlinkSync("../outside", join(work, "out"));
  symlinkSync(outside, join(work, "out-absolute"));
  symlinkSync("out", join(work, "out-twice"));
  symlinkSync(join(outside, "not-yet.txt"), join(work, "dangling"));
  symlinkSync(join(work, "made-later", "x.txt"), join(work, "dangling-inside"));
  symlinkSync("loop-b", join(work, "loop-a"));
  symlinkSync("loop-a", join(work, "loop-b"));
  symlinkSync("sub", join(work, "sub-link"));
  symlinkSync("notes.txt", join(work, "notes-link"));
  symlinkSync(join(outside, "deep"), join(work, "deep"));
  mkdirSync(join(work, "sub", "deeper"));
  symlinkSync("sub/deeper", join(work, "hop"));
  symlinkSync(outside, join(work, "sub", "exit"));
  symlinkSync(work, join(base, "work-link"));
  symlinkSync(work, join(outside, "way-in"));
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

async function judge(args: JsonObject, parameters?: JsonSchema, options: OpenGateOptions = {}) {
  const open = openGate({ directory: work, ...options });
  let hasRun = false;
  open.registry.register(
    tool(
      "Look",
      () => {
        hasRun = true;
        return "seen";
      },
      parameters,
    ),
  );
  const outcome = await open.dispatch("Look", args);
  return { outcome, hasRun, verdict: outcome.deniedBy ?? outcome.status };
}

describe("inside", () => {
  test.each([
    ["a file", "notes.txt"],
    ["the directory itself", "."],
    ["an empty path", ""],
    ["a file in a folder", "./sub/x"],
    ["a file that does not exist", "made/later/x.txt"],
    ["up and down again", "sub/../notes.txt"],
    ["up from what does not exist", "nope/../notes.txt"],
    ["a link to a folder inside", "sub-link/x"],
    ["a link to a file inside", "notes-link"],
    ["a dangling link that stays inside", "dangling-inside"],
    ["a name that begins with two dots", "..notes"],
    ["a name of three dots", ".../x"],
    ["doubled separators", "sub//./x"],
  ])("%s is let through", async (_, path) => {
    expect(await judge({ file_path: path })).toMatchObject({ verdict: "done", hasRun: true });
  });

  test("an absolute path is let through", async () => {
    expect((await judge({ file_path: join(work, "notes.txt") })).verdict).toBe("done");
    expect((await judge({ target: join(work, "notes.txt") })).verdict).toBe("done");
    expect((await judge({ target: pathToFileURL(join(work, "notes.txt")).href })).verdict).toBe("done");
  });

  test("a turn's directory that is itself a link works by both of its names", async () => {
    const options = { directory: join(base, "work-link") };
    for (const path of ["notes.txt", join(base, "work-link", "notes.txt"), join(work, "notes.txt")]) {
      expect((await judge({ path }, undefined, options)).verdict).toBe("done");
    }
    expect((await judge({ path: "out/secret.txt" }, undefined, options)).verdict).toBe("sandbox");
  });

  test("allowed directories count as inside, and no others", async () => {
    const options = { allowedDirs: [outside, "relative", ""] };
    expect((await judge({ path: "out/secret.txt" }, undefined, options)).verdict).toBe("done");
    expect((await judge({ path: join(outside, "x") }, undefined, options)).verdict).toBe("done");
    expect((await judge({ path: join(base, "x") }, undefined, options)).verdict).toBe("sandbox");
    expect((await judge({ path: join(process.cwd(), "relative") }, undefined, options)).verdict).toBe(
      "sandbox",
    );
  });

  test("an allowed directory may begin with the home directory", async () => {
    const options = { allowedDirs: ["~/no-such-folder-of-asky"] };
    const path = join(homedir(), "no-such-folder-of-asky", "x");
    expect((await judge({ path }, undefined, options)).verdict).toBe("done");
    expect((await judge({ path: "~/no-such-folder-of-asky/x" }, undefined, options)).verdict).toBe("done");
    expect((await judge({ path: "~/other" }, undefined, options)).verdict).toBe("sandbox");
  });

  test("with the root as directory everything is", async () => {
    expect((await judge({ path: "/etc/passwd" }, undefined, { directory: "/" })).verdict).toBe("done");
  });
});

describe("outside", () => {
  const cases: readonly (readonly [string, () => string])[] = [
    ["an absolute path", () => "/etc/passwd"],
    ["the parent", () => ".."],
    ["up", () => "../outside/secret.txt"],
    ["down and up", () => "sub/../../outside/secret.txt"],
    ["up from what does not exist", () => "nope/../../outside/secret.txt"],
    ["a neighbour whose name begins alike", () => join(base, "work-two", "x")],
    ["a link to a file", () => "innocent.txt"],
    ["a relative link to a folder", () => "out/secret.txt"],
    ["an absolute link to a folder", () => "out-absolute/secret.txt"],
    ["a link to a link", () => "out-twice/secret.txt"],
    ["a file that does not exist behind a link", () => "out/made/later.txt"],
    ["a dangling link", () => "dangling"],
    ["up from where a link has led", () => "deep/../secret.txt"],
    ["up from a link, taken off by name", () => "hop/../innocent.txt"],
    ["a link in the folder where another link has led", () => "hop/../exit/x"],
    ["a link after what does not exist", () => "hop/../nope/../exit/x"],
    ["a way in from outside", () => join(outside, "way-in", "notes.txt")],
    ["the home directory", () => "~"],
    ["a file at home", () => "~/.ssh/id_ed25519"],
    ["somebody's home", () => "~root/.ssh"],
    ["a file: URL", () => pathToFileURL(join(outside, "secret.txt")).href],
    ["an encoded file: URL", () => `file://${base}/%6futside/secret.txt`],
    ["a file: URL with dots", () => `FILE://${work}/../outside/secret.txt`],
    ["a file: URL of another host", () => "file://server/share"],
    ["a file: URL with an encoded separator", () => `file://${work}/..%2foutside`],
    ["space before it", () => "  /etc/passwd"],
    ["space after it", () => "/etc/passwd\n"],
    ["backslashes", () => "..\\outside\\secret.txt"],
    ["a Windows drive", () => "C:\\Windows\\system.ini"],
    ["a Windows share", () => "\\\\server\\share\\x"],
    ["a link loop", () => "loop-a/x"],
    ["a NUL character", () => "notes.txt\0.png"],
    ["an encoded NUL character", () => `file://${work}/notes.txt%00`],
    ["more than 4096 characters", () => `${"./".repeat(2500)}notes.txt`],
  ];

  test.each(cases)("%s is denied, whatever the tool calls the argument", async (_, path) => {
    for (const args of [{ file_path: path() }, { outputDir: path() }, { paths: ["notes.txt", path()] }]) {
      const { verdict, hasRun, outcome } = await judge(args);
      expect({ args, verdict }).toEqual({ args, verdict: "sandbox" });
      expect(hasRun).toBe(false);
      expect(outcome.reason).toContain(Object.keys(args)[0]);
    }
  });

  test("the reason says where a link leads", async () => {
    const { outcome } = await judge({ path: "innocent.txt" });
    for (const part of ['"path"', '"innocent.txt"', join(outside, "secret.txt"), work]) {
      expect(outcome.reason).toContain(part);
    }
  });

  test("the reason shows no control character and no whole book", async () => {
    const { outcome } = await judge({ path: `/etc/\u202e\u001b[31m${"x".repeat(1000)}` });
    expect(outcome.reason).toContain("\\u202e\\u001b[31m");
    for (const character of ["\u202e", "\u001b"]) expect(outcome.reason).not.toContain(character);
    expect(outcome.reason?.length).toBeLessThan(1000);
  });

  test("a relative directory of the turn lets nothing through", async () => {
    expect((await judge({ path: "notes.txt" }, undefined, { directory: "work" })).verdict).toBe("sandbox");
  });

  test("more paths than can be checked are denied", async () => {
    const paths = Array.from({ length: 1001 }, (_, index) => `${index}.txt`);
    expect((await judge({ paths })).verdict).toBe("sandbox");
  });
});

describe("what counts as a path", () => {
  const secret = "innocent.txt";
  test.each([
    [{ path: secret }],
    [{ file_path: secret }],
    [{ filePath: secret }],
    [{ notebook_path: secret }],
    [{ outputDir: secret }],
    [{ working_directory: secret }],
    [{ WORKING_DIRECTORY: secret }],
    [{ file: secret }],
    [{ log_files: [secret] }],
    [{ directories: ["sub", secret] }],
    [{ edits: [{ path: "notes.txt" }, { path: secret }] }],
    [{ deep: { deeper: [{ targetFile: secret }] } }],
    [{ paths: [[secret]] }],
    [{ anything: `./${secret}` }],
    [{ anything: "../outside/secret.txt" }],
    [{ anything: ["/etc/passwd"] }],
    [{ pattern: "sub/../../outside/*" }],
    [{ anything: "~/x" }],
    [{ files: { "/etc/passwd": "root" } }],
    [{ anything: `file://${"/etc/passwd"}` }],
  ])("%j is denied", async (args) => {
    expect((await judge(args as unknown as JsonObject)).verdict).toBe("sandbox");
  });

  test.each([
    [{ query: secret }],
    [{ text: "a / b" }],
    [{ url: "https://example.test/../x" }],
    [{ content: "// a comment\nconst x = 1;" }],
    [{ content: 'import x from "../../../x";' }],
    [{ n: 1, flag: true, nothing: null, list: [1, 2] }],
  ])("%j is not", async (args) => {
    expect((await judge(args as unknown as JsonObject)).verdict).toBe("done");
  });

  const path = { type: "string", format: "path" } as const;
  const schemas: readonly (readonly [string, JsonSchema, JsonObject])[] = [
    ["a property", { type: "object", properties: { to: path } }, { to: secret }],
    [
      "items",
      { type: "object", properties: { all: { type: "array", items: path } } },
      { all: ["x", secret] },
    ],
    ["a tuple", { type: "object", properties: { all: { prefixItems: [{}, path] } } }, { all: ["x", secret] }],
    [
      "a nested property",
      { type: "object", properties: { a: { type: "object", properties: { b: path } } } },
      { a: { b: secret } },
    ],
    [
      "an alternative",
      { type: "object", properties: { to: { anyOf: [{ type: "null" }, path] } } },
      { to: secret },
    ],
    ["a combination at the top", { type: "object", allOf: [{ properties: { to: path } }] }, { to: secret }],
    [
      "a reference",
      { type: "object", properties: { to: { $ref: "#/$defs/p~1q" } }, $defs: { "p/q": path } },
      { to: secret },
    ],
    [
      "a reference in a circle",
      {
        type: "object",
        properties: { tree: { $ref: "#/$defs/node" } },
        $defs: { node: { type: "object", properties: { at: path, next: { $ref: "#/$defs/node" } } } },
      },
      { tree: { at: "x", next: { at: "y", next: { at: secret } } } },
    ],
    [
      "a reference by anchor",
      { type: "object", properties: { to: { $ref: "#here" } }, $defs: { p: { $anchor: "here", ...path } } },
      { to: secret },
    ],
    [
      "a reference by anchor to something deeper",
      {
        type: "object",
        properties: { to: { $ref: "#here" } },
        $defs: { p: { $anchor: "here", type: "object", properties: { x: { type: "array", items: path } } } },
      },
      { to: { x: [secret] } },
    ],
    ["any other property", { type: "object", additionalProperties: path }, { whatever: secret }],
    ["a pattern of properties", { type: "object", patternProperties: { "^t": path } }, { to: secret }],
    ["keys", { type: "object", properties: { all: { propertyNames: path } } }, { all: { [secret]: "text" } }],
    [
      "a condition",
      { type: "object", if: { required: ["to"] }, then: { properties: { to: path } } },
      { to: secret },
    ],
  ];

  test.each(schemas)('the schema says so with format "path" for %s', async (_, parameters, args) => {
    expect((await judge(args, parameters)).verdict).toBe("sandbox");
  });

  test("the schema of one property says nothing of another", async () => {
    const parameters: JsonSchema = {
      type: "object",
      properties: { to: path, text: {} },
      additionalProperties: path,
      patternProperties: { "^p": path },
    };
    expect((await judge({ to: "x", text: "x".repeat(5000) }, parameters)).verdict).toBe("done");
  });

  test("a long text does not hold up the gate", async () => {
    const text = `a${"/..".repeat(300_000)} b`;
    expect((await judge({ text })).verdict).toBe("done");
  });
});
