import { execFile } from "node:child_process";
import {
  chmod,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { JsonObject } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { runTool } from "./run-tool.ts";
import { startEngine } from "./running-engine.ts";
import { scriptedModel } from "./scripted-model.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const write = (directory: string, args: JsonObject) => runTool(directory, "Write", args);
const edit = (directory: string, args: JsonObject) => runTool(directory, "Edit", args);
const contentOf = (directory: string, name: string) => readFile(join(directory, name), "utf8");

describe("Write", () => {
  test("makes a file with the folders above it", async () => {
    const folder = await temporaryFolder();
    expect(await write(folder, { file_path: "a/b/new.txt", content: "one\ntwo" })).toMatchObject({
      status: "done",
      isError: false,
      text: 'Made "a/b/new.txt": 2 lines, 7 bytes.',
    });
    expect(await contentOf(folder, "a/b/new.txt")).toBe("one\ntwo");
  });

  test("replaces a file, shows the difference and keeps its permissions", async () => {
    const folder = await temporaryFolder({ "run.sh": "one\ntwo\nthree\n" });
    await chmod(join(folder, "run.sh"), 0o750);
    const { text } = await write(folder, { file_path: "run.sh", content: "one\n2\nthree\n" });
    expect(text).toBe('Replaced "run.sh", now 12 bytes.\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three');
    expect((await stat(join(folder, "run.sh"))).mode & 0o777).toBe(0o750);
    expect(await readdir(folder)).toEqual(["run.sh"]);
  });

  test("keeps the line ends and the byte order mark of what it replaces", async () => {
    const folder = await temporaryFolder({ "dos.txt": "\u{FEFF}a\r\nb\r\n", "mixed.txt": "a\r\nb\n" });
    await write(folder, { file_path: "dos.txt", content: "x\ny\r\n" });
    await write(folder, { file_path: "mixed.txt", content: "x\ny\n" });
    expect(await contentOf(folder, "dos.txt")).toBe("\u{FEFF}x\r\ny\r\n");
    expect(await contentOf(folder, "mixed.txt")).toBe("x\ny\n");
  });

  test("writes nothing when nothing changes", async () => {
    const folder = await temporaryFolder({ "a.txt": "same" });
    const before = await stat(join(folder, "a.txt"));
    const { text } = await write(folder, { file_path: "a.txt", content: "same" });
    expect(text).toContain("nothing was written");
    expect((await stat(join(folder, "a.txt"))).ino).toBe(before.ino);
  });

  test("leaves what is no text as it is, and a pipe is never waited for", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "binary.bin"), "a\0b");
    await writeFile(join(folder, "latin.txt"), Buffer.from([0x66, 0xfc, 0x72]));
    await writeFile(join(folder, "huge.txt"), Buffer.alloc(9 * 1024 * 1024, "a"));
    await mkdir(join(folder, "sub"));
    await promisify(execFile)("mkfifo", [join(folder, "pipe")]);
    for (const [file_path, fault] of [
      ["binary.bin", '"binary.bin" is no text file in UTF-8; it is left as it is.'],
      ["latin.txt", '"latin.txt" is no text file in UTF-8; it is left as it is.'],
      ["huge.txt", '"huge.txt" is larger than 8 MiB, the most that is changed.'],
      ["sub", '"sub" is no regular file.'],
      ["pipe", '"pipe" is no regular file.'],
      ["latin.txt/x", '"latin.txt/x" is no regular file.'],
    ] as const) {
      expect(await write(folder, { file_path, content: "x" })).toMatchObject({ isError: true, text: fault });
    }
    expect(await write(folder, { file_path: "nul.txt", content: "a\0b" })).toMatchObject({ isError: true });
    expect(await readdir(folder)).toEqual(["binary.bin", "huge.txt", "latin.txt", "pipe", "sub"]);
  });

  test("follows a link inside, and neither the gate nor the tool lets it out", async () => {
    const outside = await temporaryFolder({ "secret.txt": "secret" });
    const folder = await temporaryFolder({ "a.txt": "one\n" });
    await symlink("a.txt", join(folder, "inside.txt"));
    await symlink(join(outside, "secret.txt"), join(folder, "outside.txt"));
    await symlink(join(outside, "made.txt"), join(folder, "dangling.txt"));
    await symlink(outside, join(folder, "way"));
    expect(await write(folder, { file_path: "inside.txt", content: "two\n" })).toMatchObject({
      isError: false,
    });
    expect(await contentOf(folder, "a.txt")).toBe("two\n");
    for (const file_path of ["outside.txt", "dangling.txt", "way/new.txt", "../new.txt", "way/a/b.txt"]) {
      expect(await write(folder, { file_path, content: "x" })).toMatchObject({ status: "denied" });
    }
    expect(await readdir(outside)).toEqual(["secret.txt"]);
  });

  test("a hard link elsewhere keeps the old content", async () => {
    const outside = await temporaryFolder({ "kept.txt": "old" });
    const folder = await temporaryFolder();
    await link(join(outside, "kept.txt"), join(folder, "a.txt"));
    await write(folder, { file_path: "a.txt", content: "new" });
    expect([await contentOf(folder, "a.txt"), await contentOf(outside, "kept.txt")]).toEqual(["new", "old"]);
  });

  test("a folder that is swapped for a link while it writes leads nowhere", async () => {
    const outside = await temporaryFolder();
    const folder = await temporaryFolder({ "sub/a.txt": "" });
    const [sub, away] = [join(folder, "sub"), join(folder, "away")];
    const pause = () => new Promise((resolve) => setImmediate(resolve));
    let isOver = false;
    const swap = (async () => {
      // The tool makes a missing folder anew, which may come in between; then this round has no swap.
      const unlessThere = () => {};
      while (!isOver) {
        await rename(sub, away);
        await symlink(outside, sub).catch(unlessThere);
        await pause();
        await rm(sub, { recursive: true, force: true });
        await rename(away, sub).catch(async () => {
          await rm(sub, { recursive: true, force: true });
          await rename(away, sub);
        });
        await pause();
      }
    })();
    for (let round = 0; round < 15; round++) {
      await write(folder, { file_path: "sub/a.txt", content: `round ${round}` });
    }
    isOver = true;
    await swap;
    expect(await readdir(outside)).toEqual([]);
  });

  test("asks before it writes, and does what was approved", async () => {
    const folder = await temporaryFolder();
    const model = scriptedModel([[["Write", { file_path: "a.txt", content: "hello" }]], "Done."]);
    const engine = await startEngine({ configDir: await temporaryFolder(), directory: folder, model });
    const asked: string[] = [];
    engine.services.get("approvals")?.connect({
      name: "test",
      ask: ({ text }) => {
        asked.push(text);
        return { approved: true, scope: "once", userId: "ada" };
      },
    });
    await engine.handleMessage({ text: "Write it" });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain("hello");
    expect(await contentOf(folder, "a.txt")).toBe("hello");
  });

  test("without anybody to ask, nothing is written", async () => {
    const folder = await temporaryFolder();
    const args = { file_path: "a.txt", content: "x" };
    expect(await runTool(folder, "Write", args, { allow: [] })).toMatchObject({ status: "denied" });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("Edit", () => {
  test("replaces one text and shows the difference with its lines", async () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
    const folder = await temporaryFolder({ "a.txt": `${lines.join("\n")}\n` });
    const { text } = await edit(folder, {
      file_path: "a.txt",
      old_string: "line 12\nline 13",
      new_string: "new",
    });
    expect(text).toBe(
      'Changed one place in "a.txt".\n@@ -9,8 +9,7 @@\n line 9\n line 10\n line 11\n-line 12\n-line 13\n+new\n line 14\n line 15\n line 16',
    );
    expect(await contentOf(folder, "a.txt")).toBe(`${lines.join("\n").replace("line 12\nline 13", "new")}\n`);
  });

  test.each([
    ["aaab", "aab", "ax"],
    ["xabababac", "ababac", "xabx"],
    ["aabaabaaab", "aabaaa", "aabxb"],
    ["ab\u{1F600}b", "\u{1F600}b", "abx"],
  ])("in %j it finds %j after a false beginning", async (content, old_string, expected) => {
    const folder = await temporaryFolder({ "a.txt": content });
    expect(await edit(folder, { file_path: "a.txt", old_string, new_string: "x" })).toMatchObject({
      isError: false,
    });
    expect(await contentOf(folder, "a.txt")).toBe(expected);
  });

  test("says on which lines a text occurs more than once, also when the occurrences overlap", async () => {
    const folder = await temporaryFolder({ "a.txt": "x = 1\ny\nx = 1\n", "b.txt": "aaa" });
    expect(await edit(folder, { file_path: "a.txt", old_string: "x = 1", new_string: "z" })).toMatchObject({
      isError: true,
      text: 'old_string occurs 2 times in "a.txt", beginning on lines 1, 3. Add lines around the place you mean, or set replace_all.',
    });
    expect((await edit(folder, { file_path: "b.txt", old_string: "aa", new_string: "z" })).text).toContain(
      "2 times",
    );
    expect(await contentOf(folder, "a.txt")).toBe("x = 1\ny\nx = 1\n");
  });

  test("replaces all of them when it is told to", async () => {
    const folder = await temporaryFolder({ "a.txt": "x = 1\ny\nx = 1", "b.txt": "aaaa" });
    const all = { old_string: "x = 1", new_string: "$& $1", replace_all: true };
    expect((await edit(folder, { file_path: "a.txt", ...all })).text).toMatch(
      /^Changed 2 places in "a\.txt"\./,
    );
    expect(await contentOf(folder, "a.txt")).toBe("$& $1\ny\n$& $1");
    await edit(folder, { file_path: "b.txt", old_string: "aa", new_string: "a", replace_all: true });
    expect(await contentOf(folder, "b.txt")).toBe("aa");
  });

  test.each([
    ["gone", "does not occur in", "Read the file"],
    ["  if (a) {\n  b();", "does not occur in", "From line 2 on it differs in white space only"],
    ["2\tif (a) {", "does not occur in", "Leave out the line numbers"],
  ])("%j is not there, and it says what to do", async (old_string, ...expected) => {
    const folder = await temporaryFolder({ "a.txt": "x\nif (a) {\n\tb();\n}\n" });
    const { isError, text } = await edit(folder, { file_path: "a.txt", old_string, new_string: "y" });
    expect(isError).toBe(true);
    for (const words of expected) expect(text).toContain(words);
    expect(await contentOf(folder, "a.txt")).toBe("x\nif (a) {\n\tb();\n}\n");
  });

  test("leaves every other line end as it is, and ends new lines like those around", async () => {
    const folder = await temporaryFolder({
      "dos.txt": "a\r\nb\r\nc\r\n",
      "mixed.txt": "a\r\nb\nc\r\nd\n",
      "mark.txt": "\u{FEFF}a\r\nb",
    });
    await edit(folder, { file_path: "dos.txt", old_string: "a\nb", new_string: "1\n2\n3" });
    await edit(folder, { file_path: "mixed.txt", old_string: "b", new_string: "1\n2" });
    await edit(folder, { file_path: "mixed.txt", old_string: "c", new_string: "3\n4" });
    await edit(folder, { file_path: "mark.txt", old_string: "b", new_string: "1\r\n2" });
    expect(await contentOf(folder, "dos.txt")).toBe("1\r\n2\r\n3\r\nc\r\n");
    expect(await contentOf(folder, "mixed.txt")).toBe("a\r\n1\n2\n3\r\n4\r\nd\n");
    expect(await contentOf(folder, "mark.txt")).toBe("\u{FEFF}a\r\n1\r\n2");
  });

  test("refuses what it would spoil", async () => {
    const folder = await temporaryFolder({ "a.txt": "a" });
    await writeFile(join(folder, "latin.txt"), Buffer.from([0x61, 0xfc]));
    const change = { old_string: "a", new_string: "b" };
    expect((await edit(folder, { file_path: "latin.txt", ...change })).text).toContain(
      "no text file in UTF-8",
    );
    expect((await edit(folder, { file_path: "gone.txt", ...change })).text).toBe(
      'There is no file "gone.txt".',
    );
    expect((await edit(folder, { file_path: "a.txt", old_string: "a", new_string: "a" })).text).toContain(
      "the same",
    );
    expect((await edit(folder, { file_path: "a.txt", old_string: "a", new_string: "\0" })).text).toContain(
      "NUL",
    );
    expect(await edit(folder, { file_path: "a.txt", old_string: "", new_string: "b" })).toMatchObject({
      status: "invalid",
    });
    expect(await readFile(join(folder, "latin.txt"))).toEqual(Buffer.from([0x61, 0xfc]));
  });

  test("refuses what would grow beyond 8 MiB", async () => {
    const folder = await temporaryFolder({ "a.txt": "a".repeat(100_000) });
    const args = { file_path: "a.txt", old_string: "a", new_string: "b".repeat(1000), replace_all: true };
    expect((await edit(folder, args)).text).toContain("would become larger than 8 MiB");
    expect((await stat(join(folder, "a.txt"))).size).toBe(100_000);
  });

  test("a text made to be searched for ever is searched once", async () => {
    const piece = "a".repeat(20_000);
    const folder = await temporaryFolder({ "a.txt": `b${piece}`.repeat(200) });
    const { text } = await edit(folder, { file_path: "a.txt", old_string: `b${piece}a`, new_string: "x" });
    expect(text).toContain("does not occur");
  });

  test("many changes at once are not shown, but made", async () => {
    const folder = await temporaryFolder({ "a.txt": "old line of some length\n".repeat(40_000) });
    const args = { file_path: "a.txt", old_string: "old", new_string: "new", replace_all: true };
    expect((await edit(folder, args)).text).toBe(
      'Changed 40000 places in "a.txt".\n(Too much has changed to show it.)',
    );
  });

  test("edits of one file in turns side by side are all there", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `item${index}.`);
    const directory = await temporaryFolder({ "a.txt": names.join("\n") });
    const rule = '[[rule]]\nname = "edit"\ntools = ["Edit"]\naction = "allow"\n';
    const configDir = await temporaryFolder({ "policies/edit.toml": rule });
    const engine = await startEngine({ configDir, directory, model: scriptedModel(["Done."]) });
    await Promise.all(
      names.map(async (name) => {
        const turn = await engine.openTurn({ chatId: name });
        const args = { file_path: "a.txt", old_string: name, new_string: `${name} done` };
        await turn.dispatch({ id: name, name: "Edit", arguments: JSON.stringify(args) });
        turn.close();
      }),
    );
    expect(await contentOf(directory, "a.txt")).toBe(names.map((name) => `${name} done`).join("\n"));
  });
});
