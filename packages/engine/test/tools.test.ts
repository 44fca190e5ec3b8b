import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { JsonObject } from "@asky/sdk";
import { afterEach, describe, expect, test, vi } from "vitest";
import { runTool } from "./run-tool.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Runs one tool through model, gate and all, in a folder. */
function run(directory: string, name: string, args: JsonObject) {
  return runTool(directory, name, args, { allow: [name] });
}

describe("Read", () => {
  const read = (directory: string, args: JsonObject) => run(directory, "Read", args);

  test("returns the lines with their numbers", async () => {
    const folder = await temporaryFolder({ "a.txt": "one\r\ntwo\n\nfour\n" });
    expect(await read(folder, { file_path: "a.txt" })).toMatchObject({
      status: "done",
      isError: false,
      text: "1\tone\n2\ttwo\n3\t\n4\tfour",
    });
  });

  test("returns a part, and says of how much", async () => {
    const folder = await temporaryFolder({ "a.txt": "one\ntwo\nthree\nfour" });
    const { text } = await read(folder, { file_path: join(folder, "a.txt"), offset: 2, limit: 2 });
    expect(text).toBe("2\ttwo\n3\tthree\n(Lines 2 to 3 of 4.)");
  });

  test("says so when the file has fewer lines, or none", async () => {
    const folder = await temporaryFolder({ "a.txt": "one\n", "empty.txt": "" });
    expect(await read(folder, { file_path: "a.txt", offset: 2 })).toMatchObject({
      isError: true,
      text: '"a.txt" has 1 lines; there is no line 2.',
    });
    expect(await read(folder, { file_path: "empty.txt" })).toMatchObject({
      isError: false,
      text: '"empty.txt" is empty.',
    });
  });

  test("returns at most 256 KiB, and cuts lines of more than 2000 characters", async () => {
    const folder = await temporaryFolder({ "long.txt": `${"x".repeat(5000)}\n`.repeat(300) });
    const { text } = await read(folder, { file_path: "long.txt" });
    expect(text.length).toBeLessThanOrEqual(256 * 1024 + 100);
    expect(text.split("\n")[0]).toHaveLength(2003);
    expect(text).toMatch(/\(Lines 1 to \d+ of 300\.\)$/);
  });

  test("refuses what is no text file, without waiting for it", async () => {
    const folder = await temporaryFolder({ "binary.bin": "a\0b" });
    await mkdir(join(folder, "sub"));
    await promisify(execFile)("mkfifo", [join(folder, "pipe")]);
    await writeFile(join(folder, "huge.txt"), Buffer.alloc(9 * 1024 * 1024, "a"));
    expect(await read(folder, { file_path: "binary.bin" })).toMatchObject({
      isError: true,
      text: '"binary.bin" is no text file.',
    });
    expect(await read(folder, { file_path: "sub" })).toMatchObject({
      isError: true,
      text: '"sub" is no regular file.',
    });
    expect(await read(folder, { file_path: "pipe" })).toMatchObject({
      isError: true,
      text: '"pipe" is no regular file.',
    });
    expect((await read(folder, { file_path: "huge.txt" })).text).toContain("larger than 8 MiB");
    expect(await read(folder, { file_path: "gone.txt" })).toMatchObject({
      isError: true,
      text: 'There is no file "gone.txt".',
    });
  });

  test("follows a link that stays inside, and is denied one that leads out", async () => {
    const outside = await temporaryFolder({ "secret.txt": "secret" });
    const folder = await temporaryFolder({ "a.txt": "one" });
    await symlink("a.txt", join(folder, "inside.txt"));
    await symlink(join(outside, "secret.txt"), join(folder, "outside.txt"));
    expect(await read(folder, { file_path: "inside.txt" })).toMatchObject({ text: "1\tone" });
    expect(await read(folder, { file_path: "outside.txt" })).toMatchObject({ status: "denied" });
  });

  test("takes no arguments that its schema does not have", async () => {
    const folder = await temporaryFolder({ "a.txt": "one" });
    expect(await read(folder, { file_path: "a.txt", offset: 0 })).toMatchObject({ status: "invalid" });
    expect(await read(folder, { path: "a.txt" })).toMatchObject({ status: "invalid" });
  });
});

describe("Read of pictures", () => {
  const beginnings: readonly (readonly [string, string])[] = [
    ["image/png", "\x89PNG\r\n\x1a\n\0\0"],
    ["image/jpeg", "\xff\xd8\xff\xe0\0"],
    ["image/gif", "GIF89a\0"],
    ["image/webp", "RIFF\x10\0\0\0WEBPVP8 "],
  ];

  test.each(beginnings)("%s is known by its bytes, whatever its name", async (mimeType, beginning) => {
    const folder = await temporaryFolder();
    const bytes = Buffer.from(beginning, "latin1");
    await writeFile(join(folder, "shot.txt"), bytes);
    const { isError, parts } = await run(folder, "Read", { file_path: "shot.txt" });
    expect(isError).toBe(false);
    expect(parts).toEqual([
      { type: "text", text: `"shot.txt" is a picture: ${mimeType}, ${bytes.length} bytes.` },
      { type: "image", mimeType, data: bytes.toString("base64") },
    ]);
  });

  test("one of more than 3 MiB is refused, and a name alone makes no picture", async () => {
    const folder = await temporaryFolder({ "text.png": "no picture" });
    await writeFile(
      join(folder, "big.gif"),
      Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(3 * 1024 * 1024)]),
    );
    expect((await run(folder, "Read", { file_path: "big.gif" })).text).toContain("at most 3 MiB are shown");
    expect((await run(folder, "Read", { file_path: "text.png" })).text).toBe("1\tno picture");
  });
});

describe("Glob", () => {
  const glob = async (directory: string, args: JsonObject) => (await run(directory, "Glob", args)).text;
  const FILES = { "a.ts": "", "src/b.ts": "", "src/deep/c.ts": "", "src/d.js": "", ".env.ts": "" };

  test.each([
    ["*.ts", ".env.ts\na.ts\nsrc/b.ts\nsrc/deep/c.ts"],
    ["./*.ts", ".env.ts\na.ts"],
    ["src/*.ts", "src/b.ts"],
    ["src/b.ts", "src/b.ts"],
    ["src/**/*.{ts,js}", "src/b.ts\nsrc/d.js\nsrc/deep/c.ts"],
    ["**/deep/*", "src/deep/c.ts"],
    ["src/../src/d.*", "src/d.js"],
    ["*.md", 'No file in "." matches "*.md".'],
    ["gone/*.ts", 'There is no folder "gone".'],
    ["a.ts/*.ts", '"a.ts" is no folder.'],
  ])("%s", async (pattern, expected) => {
    expect(await glob(await temporaryFolder(FILES), { pattern })).toBe(expected);
  });

  test("looks in a folder, and takes whole paths as patterns", async () => {
    const folder = await temporaryFolder(FILES);
    expect(await glob(folder, { pattern: "*.ts", path: "src" })).toBe("src/b.ts\nsrc/deep/c.ts");
    expect(await glob(folder, { pattern: join(folder, "src", "*.js") })).toBe("src/d.js");
  });

  test("passes over .git and node_modules unless the pattern or the path names them", async () => {
    const folder = await temporaryFolder({ "node_modules/p/x.js": "", ".git/hooks/x.js": "", "x.js": "" });
    expect(await glob(folder, { pattern: "**/x.js" })).toBe("x.js");
    expect(await glob(folder, { pattern: "**/node_modules/**/x.js" })).toBe("node_modules/p/x.js");
    expect(await glob(folder, { pattern: "node_modules/*/x.js" })).toBe("node_modules/p/x.js");
    expect(await glob(folder, { pattern: "x.js", path: ".git" })).toBe(".git/hooks/x.js");
  });

  test("does not follow links, and what leads out is refused", async () => {
    const outside = await temporaryFolder({ "secret.ts": "" });
    const folder = await temporaryFolder({ "a.ts": "" });
    await symlink(outside, join(folder, "link"));
    expect(await glob(folder, { pattern: "**/*.ts" })).toBe("a.ts");
    expect(await glob(folder, { pattern: "link/*.ts" })).toContain("which is outside of");
    expect(await glob(folder, { pattern: "{..,x}/*.ts" })).toContain("which is outside of");
    expect(await run(folder, "Glob", { pattern: "../*.ts" })).toMatchObject({ status: "denied" });
    expect(await run(folder, "Glob", { pattern: join(outside, "*.ts") })).toMatchObject({ status: "denied" });
  });

  test("a pattern made to take for ever takes no time", async () => {
    const folder = await temporaryFolder({ ["a".repeat(200)]: "" });
    expect(await glob(folder, { pattern: `${"*a".repeat(100)}b` })).toContain("No file");
    expect(await glob(folder, { pattern: `${"**/".repeat(60)}b` })).toContain("No file");
    expect(await glob(folder, { pattern: "{a,b}".repeat(10) })).toContain("too many alternatives");
  });

  test("returns at most 500 paths and says that there are more", async () => {
    const files = Array.from({ length: 505 }, (_, index) => [`f${index}`, ""]);
    const folder = await temporaryFolder(Object.fromEntries(files));
    const lines = (await glob(folder, { pattern: "f*" })).split("\n");
    expect(lines).toHaveLength(501);
    expect(lines.at(-1)).toBe("(There may be more; use a narrower pattern or a path.)");
  });
});

describe("LS", () => {
  test("lists entries by name, with kind and size, and does not follow links", async () => {
    const folder = await temporaryFolder({ "b.txt": "12345", "a/x.txt": "", ".hidden": "1" });
    await symlink("/", join(folder, "root"));
    expect((await run(folder, "LS", {})).text).toBe(".hidden\t1 bytes\na/\nb.txt\t5 bytes\nroot\tlink");
    expect((await run(folder, "LS", { path: "a" })).text).toBe("x.txt\t0 bytes");
  });

  test("lists at most 500 entries, and says of how many", async () => {
    const files = Array.from({ length: 505 }, (_, index) => [`f${index}`, ""]);
    const folder = await temporaryFolder(Object.fromEntries(files));
    const lines = (await run(folder, "LS", {})).text.split("\n");
    expect(lines).toHaveLength(501);
    expect(lines.at(-1)).toBe("(The first 500 of 505 entries.)");
  });

  test("a name with a line break stays one entry", async () => {
    const folder = await temporaryFolder({ "a\nb.txt": "" });
    expect((await run(folder, "LS", {})).text).toBe("a\u{FFFD}b.txt\t0 bytes");
  });

  test("says what is wrong with a path", async () => {
    const folder = await temporaryFolder({ "a.txt": "" });
    await mkdir(join(folder, "empty"));
    expect((await run(folder, "LS", { path: "gone" })).text).toBe('There is no folder "gone".');
    expect((await run(folder, "LS", { path: "a.txt" })).text).toBe('"a.txt" is no folder.');
    expect((await run(folder, "LS", { path: "empty" })).text).toBe('"empty" is empty.');
    expect(await run(folder, "LS", { path: ".." })).toMatchObject({ status: "denied" });
  });
});

describe("Grep", () => {
  const grep = async (directory: string, args: JsonObject) => (await run(directory, "Grep", args)).text;

  test("returns file, line and text of every line, sorted by file", async () => {
    const folder = await temporaryFolder({
      "b.txt": "nothing\nA needle.\n",
      "a/deep.txt": "needle\nneedle again",
      "c.txt": "Needle",
    });
    expect(await grep(folder, { pattern: "needle" })).toBe(
      "a/deep.txt:1:needle\na/deep.txt:2:needle again\nb.txt:2:A needle.",
    );
    expect(await grep(folder, { pattern: "needle", ignore_case: true })).toContain("c.txt:1:Needle");
    expect(await grep(folder, { pattern: "needle", path: "b.txt" })).toBe("b.txt:2:A needle.");
    expect(await grep(folder, { pattern: "needle", path: "a" })).toBe(
      "a/deep.txt:1:needle\na/deep.txt:2:needle again",
    );
    expect(await grep(folder, { pattern: "absent" })).toBe('No line of 3 files in "." contains "absent".');
    expect(await grep(folder, { pattern: "needle", path: "gone" })).toBe(
      'There is no file or folder "gone".',
    );
  });

  test.each([
    ["*.ts", ["a.ts", "sub/b.ts", "sub/deep/c.ts"]],
    ["sub/*.ts", ["sub/b.ts"]],
    ["sub/**", ["sub/b.ts", "sub/b.js", "sub/deep/c.ts"]],
    ["**/*.{js,md}", ["sub/b.js", "read.md"]],
    ["?.ts", ["a.ts", "sub/b.ts", "sub/deep/c.ts"]],
    ["s*/d*p/*", ["sub/deep/c.ts"]],
    ["./a.ts", ["a.ts"]],
    ["./b.ts", []],
    ["[a-c].ts", ["a.ts", "sub/b.ts", "sub/deep/c.ts"]],
    ["[!a].ts", ["sub/b.ts", "sub/deep/c.ts"]],
    ["[a.ts", []],
  ])("the glob %s", async (glob, expected) => {
    const files = ["a.ts", "sub/b.ts", "sub/b.js", "sub/deep/c.ts", "read.md"];
    const folder = await temporaryFolder(Object.fromEntries(files.map((file) => [file, "x"])));
    const text = await grep(folder, { pattern: "x", glob });
    const found = text.startsWith("No line") ? [] : text.split("\n").map((line) => line.split(":")[0]);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  test("a glob made to take for ever takes no time, and one with too many alternatives is refused", async () => {
    const folder = await temporaryFolder({ [`${"a".repeat(200)}`]: "x" });
    expect(await grep(folder, { pattern: "x", glob: `${"*a".repeat(60)}b` })).toContain("No line");
    expect(await grep(folder, { pattern: "x", glob: `${"**/".repeat(40)}b` })).toContain("No line");
    expect(await grep(folder, { pattern: "x", glob: "{a,b}".repeat(10) })).toContain("too many alternatives");
  });

  test("a pattern is text, never an expression", async () => {
    const folder = await temporaryFolder({ "a.txt": "aaaa\n(a+)+$\n" });
    expect(await grep(folder, { pattern: "(a+)+$" })).toBe("a.txt:2:(a+)+$");
  });

  test("passes over links, node_modules, .git, binary and large files", async () => {
    const outside = await temporaryFolder({ "secret.txt": "needle" });
    const folder = await temporaryFolder({
      "node_modules/p/index.js": "needle",
      ".git/config": "needle",
      "binary.bin": "\0needle",
      "large.txt": `needle${" ".repeat(1024 * 1024)}`,
      "a.txt": "needle",
    });
    await symlink(outside, join(folder, "link"));
    await symlink(join(outside, "secret.txt"), join(folder, "link.txt"));
    await mkdir(join(folder, "locked"));
    await chmod(join(folder, "locked"), 0o000);
    expect(await grep(folder, { pattern: "needle" })).toBe("a.txt:1:needle");
    await chmod(join(folder, "locked"), 0o700);
  });

  test("returns at most 200 lines, each of at most 300 characters, and says that there is more", async () => {
    const folder = await temporaryFolder({ "a.txt": `needle ${"y".repeat(400)}\n`.repeat(300) });
    const lines = (await grep(folder, { pattern: "needle" })).split("\n");
    expect(lines).toHaveLength(201);
    expect(lines[0]).toHaveLength("a.txt:1:".length + 301);
    expect(lines.at(-1)).toBe("(There is more; narrow it by path or glob.)");
  });
});

describe("Now", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    ["Asia/Tokyo", "2026-01-01T08:30:05+09:00 (Thursday, Asia/Tokyo)"],
    ["America/New_York", "2025-12-31T18:30:05-05:00 (Wednesday, America/New_York)"],
    ["UTC", "2025-12-31T23:30:05+00:00 (Wednesday, UTC)"],
  ])("tells date, time and weekday in %s", async (zone, expected) => {
    vi.useFakeTimers({ now: new Date("2025-12-31T23:30:05Z"), toFake: ["Date"] });
    expect((await run(await temporaryFolder(), "Now", { time_zone: zone })).text).toBe(expected);
  });

  test("an unknown zone is an error result that names a right one", async () => {
    expect(await run(await temporaryFolder(), "Now", { time_zone: "Mars/Olympus" })).toMatchObject({
      isError: true,
      text: '"Mars/Olympus" is no IANA time zone; one is "Europe/Berlin".',
    });
  });
});

test("tools change nothing", async () => {
  const folder = await temporaryFolder({ "a.txt": "one" });
  await run(folder, "Grep", { pattern: "one" });
  expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("one");
});
