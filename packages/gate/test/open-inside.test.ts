import { execFile, execFileSync, fork, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  detectBubblewrap,
  type Inside,
  listInside,
  makeDirInside,
  type OpenMode,
  openFolderInside,
  openInside,
  renameInside,
  replaceInside,
} from "@asky/gate";
import { PluginError } from "@asky/sdk";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";

const bubblewrap = await detectBubblewrap();
if (!bubblewrap.works) console.log("bubblewrap does not work here: opening without /proc is not tested.");

let base = "";
let work = "";
let outside = "";

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "asky-inside-")));
  work = join(base, "work");
  outside = join(base, "outside");
  for (const folder of [
    work,
    join(work, "sub"),
    join(work, "sub", "deep"),
    outside,
    join(base, "work-two"),
  ]) {
    mkdirSync(folder);
  }
  writeFileSync(join(work, "notes.txt"), "notes");
  writeFileSync(join(work, "sub", "deep", "x.txt"), "deep");
  writeFileSync(join(outside, "secret.txt"), "secret");
  writeFileSync(join(base, "work-two", "secret.txt"), "secret");
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

async function read(path: string, inside: Inside = work): Promise<string> {
  return take(await openInside(inside, path));
}

async function take(handle: FileHandle): Promise<string> {
  try {
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

async function write(path: string, text: string, mode: OpenMode = "write"): Promise<void> {
  const handle = await openInside(work, path, mode);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

/** The code that something is refused with. */
async function codeOf(doing: Promise<unknown>): Promise<string> {
  try {
    const value = await doing;
    if (typeof value === "object" && value !== null && "fd" in value) await (value as FileHandle).close();
    return "done";
  } catch (error) {
    return PluginError.is(error) ? error.code : String(error);
  }
}

describe("what is inside is opened", () => {
  beforeEach(() => {
    symlinkSync("sub", join(work, "sub-link"));
    symlinkSync("notes.txt", join(work, "notes-link"));
    symlinkSync(join(work, "notes.txt"), join(work, "notes-absolute"));
    symlinkSync("../../notes.txt", join(work, "sub", "deep", "up"));
    symlinkSync("sub/deep", join(work, "hop"));
    symlinkSync(work, join(outside, "way-in"));
    symlinkSync("../outside/way-in/notes.txt", join(work, "out-and-in"));
    symlinkSync(work, join(base, "work-link"));
  });

  test.each([
    ["a file", "notes.txt", "notes"],
    ["a dot and doubled separators", ".//sub/./deep//x.txt", "deep"],
    ["down and up again", "sub/deep/../../notes.txt", "notes"],
    ["a link to a file", "notes-link", "notes"],
    ["an absolute link to a file", "notes-absolute", "notes"],
    ["a link to a folder", "sub-link/deep/x.txt", "deep"],
    ["a link that goes up", "sub/deep/up", "notes"],
    [".. after a link, from where the link led", "hop/../deep/x.txt", "deep"],
    ["out and in again", "../work/notes.txt", "notes"],
    ["a link out to a link in", "out-and-in", "notes"],
  ])("%s", async (_, path, text) => {
    expect(await read(path)).toBe(text);
  });

  test("an absolute path, by each name that the directory has", async () => {
    expect(await read(join(work, "notes.txt"))).toBe("notes");
    expect(await read(join(base, "work-link", "notes.txt"))).toBe("notes");
    expect(await read("notes.txt", join(base, "work-link"))).toBe("notes");
    expect(await read(join(base, "work-link", "notes.txt"), join(base, "work-link"))).toBe("notes");
    expect(await read(join(work, "notes.txt"), join(base, "work-link"))).toBe("notes");
  });

  test("names of any writing, also such that look like something else", async () => {
    for (const name of [
      "ünïcode",
      "日本語 🦊",
      "..x",
      "...",
      "a b",
      "a\nb",
      "-",
      "~",
      "%2e%2e",
      "x (deleted)",
      "a\\b",
    ]) {
      mkdirSync(join(work, name));
      writeFileSync(join(work, name, name), name);
      expect(await read(join(name, name))).toBe(name);
    }
  });

  test("a name of 255 bytes, and a path of many folders", async () => {
    const name = "n".repeat(255);
    writeFileSync(join(work, name), "long");
    expect(await read(name)).toBe("long");
    const deep = Array.from({ length: 200 }, (_, index) => `d${index}`).join("/");
    mkdirSync(join(work, deep), { recursive: true });
    writeFileSync(join(work, deep, "x"), "far");
    expect(await read(`${deep}/x`)).toBe("far");
    expect(await read(`${deep}${"/..".repeat(200)}/notes.txt`)).toBe("notes");
  });

  test("in further directories, and links between the directories", async () => {
    symlinkSync("../outside/secret.txt", join(work, "across"));
    const area = { directory: work, allowedDirs: [outside, join(base, "nowhere"), "relative"] };
    expect(await read(join(outside, "secret.txt"), area)).toBe("secret");
    expect(await read("../outside/secret.txt", area)).toBe("secret");
    expect(await read("across", area)).toBe("secret");
    expect(await codeOf(openInside(area, "../work-two/secret.txt"))).toBe("PATH_OUTSIDE");
  });

  test("with the root of the file system as directory, everything", async () => {
    expect(await read(join(work, "notes.txt"), "/")).toBe("notes");
    expect(await read(join(work.slice(1), "../outside/secret.txt"), "/")).toBe("secret");
  });
});

describe("what is outside is not", () => {
  beforeEach(() => {
    symlinkSync(join(outside, "secret.txt"), join(work, "innocent"));
    symlinkSync("../outside", join(work, "out"));
    symlinkSync("out", join(work, "out-twice"));
    symlinkSync("/", join(work, "top"));
    symlinkSync("sub/deep", join(work, "hop"));
    symlinkSync(join(outside, "not-yet"), join(work, "dangling"));
    symlinkSync(join(outside, "not-yet", "deeper"), join(work, "dangling-deep"));
  });

  test.each([
    ["by name", "../outside/secret.txt"],
    ["a folder whose name begins alike", "../work-two/secret.txt"],
    ["a link to a file", "innocent"],
    ["a link to a folder", "out/secret.txt"],
    ["a link to a link", "out-twice/secret.txt"],
    ["a link to the root", "top/etc/passwd"],
    [".. after a link", "hop/../../../outside/secret.txt"],
    ["far up", `${"../".repeat(60)}etc/passwd`],
    ["what does not exist there", "../outside/gone.txt"],
    ["below a folder that does not exist there", "../outside/gone/gone.txt"],
    ["below a file there", "../outside/secret.txt/x"],
    ["through /proc", "/proc/self/root/etc/passwd"],
    ["through a folder that the process has open", "/proc/self/cwd/package.json"],
    ["the folder above", ".."],
  ])("%s", async (_, path) => {
    expect(await codeOf(openInside(work, path))).toBe("PATH_OUTSIDE");
    expect(await codeOf(openInside(work, isAbsolute(path) ? path : `${work}/${path}`))).toBe("PATH_OUTSIDE");
    expect(await codeOf(openFolderInside(work, path))).toBe("PATH_OUTSIDE");
  });

  test.each(["write", "append", "create", "update"] as const)("nor made or changed: %s", async (mode) => {
    for (const path of [
      "../outside/new",
      "out/new",
      "../outside/secret.txt",
      "innocent",
      "dangling",
      "dangling-deep",
    ]) {
      const isLinkKept = mode === "create" && ["innocent", "dangling", "dangling-deep"].includes(path);
      expect(await codeOf(openInside(work, path, mode)), path).toBe(
        isLinkKept ? "PATH_EXISTS" : "PATH_OUTSIDE",
      );
    }
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe("secret");
  });

  test("nor replaced, renamed or made a folder", async () => {
    for (const path of ["../outside/secret.txt", "innocent", "out/new", "dangling"]) {
      expect(await codeOf(replaceInside(work, path, "x")), path).toBe("PATH_OUTSIDE");
    }
    expect(await codeOf(makeDirInside(work, "../outside/new"))).toBe("PATH_OUTSIDE");
    expect(await codeOf(makeDirInside(work, "out/new/er"))).toBe("PATH_OUTSIDE");
    expect(await codeOf(makeDirInside(work, "dangling-deep"))).toBe("PATH_OUTSIDE");
    expect(await codeOf(renameInside(work, "notes.txt", "out/notes.txt"))).toBe("PATH_OUTSIDE");
    expect(await codeOf(renameInside(work, "out/secret.txt", "mine"))).toBe("PATH_OUTSIDE");
    expect(await codeOf(listInside(work, "out"))).toBe("PATH_OUTSIDE");
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
  });

  test("the message says where it leads, what is inside and what to do", async () => {
    const error = await openInside(work, "innocent").catch((thrown: unknown) => thrown as PluginError);
    expect(error).toMatchObject({
      code: "PATH_OUTSIDE",
      message: `The path "innocent" leads to "${join(outside, "secret.txt")}", which is outside of "${work}".`,
      hint: expect.stringContaining("sandbox.allowed_dirs"),
    });
  });
});

describe("what is no file", () => {
  test("a folder, a pipe, a socket's or a device's name is refused, and nothing is waited for", async () => {
    await promisify(execFile)("mkfifo", [join(work, "pipe")]);
    for (const mode of ["read", "write", "append", "update"] as const) {
      expect(await codeOf(openInside(work, "sub", mode))).toBe("PATH_KIND_WRONG");
      expect(await codeOf(openInside(work, ".", mode))).toBe("PATH_KIND_WRONG");
      expect(await codeOf(openInside(work, "pipe", mode))).toBe("PATH_KIND_WRONG");
      expect(await codeOf(openInside("/dev", "null", mode))).toBe("PATH_KIND_WRONG");
    }
    expect(await codeOf(replaceInside(work, "pipe", "x"))).toBe("PATH_KIND_WRONG");
    expect(await codeOf(replaceInside(work, "sub", "x"))).toBe("PATH_KIND_WRONG");
    expect(lstatSync(join(work, "pipe")).isFIFO()).toBe(true);
  });

  test("a pipe or device is opened when that is asked for", async () => {
    await promisify(execFile)("mkfifo", [join(work, "pipe")]);
    const pipe = await openInside(work, "pipe", "read", { special: true });
    expect((await pipe.stat()).isFIFO()).toBe(true);
    await pipe.close();
    const device = await openInside("/dev", "null", "append", { special: true });
    await device.writeFile("gone");
    await device.close();
    expect(await codeOf(openInside(work, "sub", "read", { special: true }))).toBe("PATH_KIND_WRONG");
  });

  test("what is missing, or below a file, or named impossibly", async () => {
    expect(await codeOf(openInside(work, "gone.txt"))).toBe("PATH_MISSING");
    expect(await codeOf(openInside(work, "gone/x", "write"))).toBe("PATH_MISSING");
    expect(await codeOf(openInside(work, "notes.txt/x"))).toBe("PATH_KIND_WRONG");
    expect(await codeOf(openInside(work, "notes.txt/../notes.txt"))).toBe("PATH_KIND_WRONG");
    expect(await codeOf(openInside(work, "n".repeat(256)))).toBe("PATH_UNUSABLE");
    expect(await codeOf(openInside(work, "a\0b"))).toBe("PATH_UNUSABLE");
    expect(await codeOf(openInside(join(base, "gone"), "x"))).toBe("PATH_MISSING");
    expect(await codeOf(openInside("relative", "x"))).toBe("PATH_UNUSABLE");
  });

  test("40 links are followed, 41 and circles are not", async () => {
    symlinkSync("notes.txt", join(work, "l1"));
    for (let index = 2; index <= 41; index++) symlinkSync(`l${index - 1}`, join(work, `l${index}`));
    symlinkSync("loop-b", join(work, "loop-a"));
    symlinkSync("loop-a", join(work, "loop-b"));
    expect(await read("l40")).toBe("notes");
    expect(await codeOf(openInside(work, "l41"))).toBe("PATH_UNUSABLE");
    expect(await codeOf(openInside(work, "loop-a"))).toBe("PATH_UNUSABLE");
    expect(await codeOf(openInside(work, "loop-a/x", "write"))).toBe("PATH_UNUSABLE");
  });
});

describe("writing", () => {
  test("write empties or makes, append goes on, update keeps, create only makes", async () => {
    await write("new.txt", "one");
    await write("new.txt", "2");
    await write("new.txt", "3", "append");
    expect(readFileSync(join(work, "new.txt"), "utf8")).toBe("23");
    await write("new.txt", "x", "update");
    expect(readFileSync(join(work, "new.txt"), "utf8")).toBe("x3");
    expect(await codeOf(openInside(work, "gone.txt", "update"))).toBe("PATH_MISSING");
    expect(await codeOf(openInside(work, "new.txt", "create"))).toBe("PATH_EXISTS");
    await write("other.txt", "made", "create");
    expect(await read("other.txt")).toBe("made");
  });

  test("a dangling link that stays inside is where the file is made", async () => {
    symlinkSync("sub/later.txt", join(work, "dangling"));
    await write("dangling", "made");
    expect(readFileSync(join(work, "sub", "later.txt"), "utf8")).toBe("made");
    expect(lstatSync(join(work, "dangling")).isSymbolicLink()).toBe(true);
  });

  test("a file is made with the permissions that are asked for", async () => {
    await (await openInside(work, "run.sh", "create", { permissions: 0o700 })).close();
    expect(statSync(join(work, "run.sh")).mode & 0o777).toBe(0o700);
  });

  test("folders are made, those above included, also through links inside", async () => {
    symlinkSync("sub", join(work, "sub-link"));
    await makeDirInside(work, "a/b/c");
    await makeDirInside(work, "sub-link/new");
    await makeDirInside(work, "a/b");
    await makeDirInside(work, ".");
    expect(statSync(join(work, "a/b/c")).isDirectory()).toBe(true);
    expect(statSync(join(work, "sub/new")).isDirectory()).toBe(true);
    expect(await codeOf(makeDirInside(work, "notes.txt"))).toBe("PATH_KIND_WRONG");
    expect(await codeOf(makeDirInside(work, "notes.txt/x"))).toBe("PATH_KIND_WRONG");
  });
});

describe("replacing", () => {
  test("puts a new file in the place, with the old permissions, and leaves nothing else behind", async () => {
    chmodSync(join(work, "notes.txt"), 0o640);
    linkSync(join(work, "notes.txt"), join(outside, "second-name"));
    await replaceInside(work, "notes.txt", "new");
    expect(readFileSync(join(work, "notes.txt"), "utf8")).toBe("new");
    expect(statSync(join(work, "notes.txt")).mode & 0o777).toBe(0o640);
    expect(readFileSync(join(outside, "second-name"), "utf8")).toBe("notes");
    expect(readdirSync(work).toSorted()).toEqual(["notes.txt", "sub"]);
  });

  test("makes what is missing, takes bytes, and follows a link", async () => {
    symlinkSync("sub/target", join(work, "link"));
    await replaceInside(work, "link", Buffer.from([0, 255]));
    expect(readFileSync(join(work, "sub", "target"))).toEqual(Buffer.from([0, 255]));
    expect(lstatSync(join(work, "link")).isSymbolicLink()).toBe(true);
    const name = "n".repeat(255);
    await replaceInside(work, name, "long");
    expect(await read(name)).toBe("long");
  });

  test("leaves nothing behind when it fails", async () => {
    expect(await codeOf(replaceInside(work, "n".repeat(256), "x"))).toBe("PATH_UNUSABLE");
    expect(await codeOf(replaceInside(work, "gone/x", "x"))).toBe("PATH_MISSING");
    expect(readdirSync(work).toSorted()).toEqual(["notes.txt", "sub"]);
  });

  test("renaming moves what has the name, links as they are", async () => {
    symlinkSync("notes.txt", join(work, "link"));
    await renameInside(work, "link", "sub/link");
    expect(lstatSync(join(work, "sub", "link")).isSymbolicLink()).toBe(true);
    await renameInside(work, "notes.txt", "sub/deep/x.txt");
    expect(await read("sub/deep/x.txt")).toBe("notes");
    await renameInside(work, "sub/deep", "moved");
    expect(readdirSync(join(work, "moved"))).toEqual(["x.txt"]);
    expect(await codeOf(renameInside(work, "gone", "sub/gone"))).toBe("PATH_MISSING");
    expect(await codeOf(renameInside(work, ".", "sub/gone"))).toBe("PATH_KIND_WRONG");
  });
});

describe("a folder", () => {
  test("is listed with kinds, links told and not followed", async () => {
    symlinkSync("/etc", join(work, "link"));
    await promisify(execFile)("mkfifo", [join(work, "pipe")]);
    const entries = await listInside(work, ".");
    expect(entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: "link", kind: "link" },
      { name: "notes.txt", kind: "file" },
      { name: "pipe", kind: "special" },
      { name: "sub", kind: "folder" },
    ]);
    expect(await codeOf(listInside(work, "notes.txt"))).toBe("PATH_KIND_WRONG");
    expect(await codeOf(listInside(work, "gone"))).toBe("PATH_MISSING");
  });

  test("opens what it has by single names, and no links", async () => {
    symlinkSync("notes.txt", join(work, "link"));
    symlinkSync("sub", join(work, "sub-link"));
    const folder = await openFolderInside(work, ".");
    onTestFinished(() => folder.close());
    expect(folder.path).toBe(work);
    expect(await take(await folder.open("notes.txt"))).toBe("notes");
    expect(await folder.stat("notes.txt")).toMatchObject({ size: 5 });
    const deep = await folder.enter("sub");
    onTestFinished(() => deep.close());
    expect(await deep.list()).toEqual([{ name: "deep", kind: "folder" }]);
    for (const name of ["..", ".", "", "sub/deep", "../outside", "a\0b"]) {
      expect(await codeOf(folder.open(name)), name).toBe("PATH_UNUSABLE");
      expect(await codeOf(folder.enter(name)), name).toBe("PATH_UNUSABLE");
    }
    expect(await codeOf(folder.open("link"))).toBe("PATH_KIND_WRONG");
    expect(await codeOf(folder.enter("sub-link"))).toBe("PATH_KIND_WRONG");
    expect(await codeOf(folder.enter("gone"))).toBe("PATH_MISSING");
  });

  test("stays the folder that it was when its name comes to mean another one", async () => {
    const folder = await openFolderInside(work, "sub/deep");
    onTestFinished(() => folder.close());
    await renameInside(work, "sub/deep", "sub/elsewhere");
    symlinkSync(outside, join(work, "sub", "deep"));
    expect(await folder.list()).toEqual([{ name: "x.txt", kind: "file" }]);
    expect(await take(await folder.open("x.txt"))).toBe("deep");
  });

  test("that was moved out of the directory is not used any more", async () => {
    const folder = await openFolderInside(work, "sub/deep");
    onTestFinished(() => folder.close());
    await renameInside(base, "work/sub/deep", "outside/deep");
    expect(await codeOf(folder.list())).toBe("PATH_OUTSIDE");
    expect(await codeOf(folder.open("x.txt"))).toBe("PATH_OUTSIDE");
    expect(await codeOf(folder.open("new", "create"))).toBe("PATH_OUTSIDE");
    expect(existsSync(join(outside, "deep", "new"))).toBe(false);
  });
});

describe("while names are swapped", () => {
  const TURNS = 200;
  const flipper = fileURLToPath(new URL("fixtures/flip-links.mjs", import.meta.url));

  /** Runs another process that swaps what `name` means in `work` until it is told to stop. */
  async function whileFlipping(kind: "file" | "folder", act: (turn: number) => Promise<void>): Promise<void> {
    const child = fork(flipper, [work, outside, kind], { stdio: "ignore" });
    onTestFinished(() => void child.kill("SIGKILL"));
    await new Promise((resolve) => child.once("message", resolve));
    for (let turn = 0; turn < TURNS; turn++) await act(turn);
    const flips = new Promise<unknown>((resolve) => child.once("message", resolve));
    child.send("stop");
    expect(await flips).toBeGreaterThan(0);
  }

  test("no byte from outside is ever read", async () => {
    let reads = 0;
    await whileFlipping("file", async () => {
      const text = await read("flipping").catch((error: PluginError) => error.code);
      expect(["inside", "PATH_OUTSIDE", "PATH_MISSING", "PATH_UNUSABLE"]).toContain(text);
      if (text === "inside") reads++;
    });
    expect(reads).toBeGreaterThan(0);
  });

  test("no byte is ever written outside, and nothing is made there", async () => {
    await whileFlipping("folder", async (turn) => {
      const mode = (["write", "append", "create", "update"] as const)[turn % 4] ?? "write";
      await write("flipping/secret.txt", "mine", mode).catch((error: PluginError) => {
        expect(error.code).toMatch(/^PATH_/);
      });
      await makeDirInside(work, `flipping/made`).catch((error: PluginError) => {
        expect(error.code).toMatch(/^PATH_/);
      });
      // It waits for the disk.
      if (turn % 20 !== 0) return;
      await replaceInside(work, "flipping/replaced", "mine").catch((error: PluginError) => {
        expect(error.code).toMatch(/^PATH_/);
      });
    });
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe("secret");
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
  });

  test("no folder outside is ever listed", async () => {
    await whileFlipping("folder", async () => {
      const names = await listInside(work, "flipping").then(
        (entries) => entries.map(({ name }) => name),
        (error: PluginError) => [error.code],
      );
      expect(names).not.toContain("secret.txt");
    });
  });
});

describe.skipIf(!bubblewrap.works)("where descriptors have no paths", () => {
  /** Runs the cases in a process that has no /proc, as on other systems. */
  test("the same holds, but for the races", () => {
    symlinkSync(join(outside, "secret.txt"), join(work, "innocent"));
    symlinkSync("../outside", join(work, "out"));
    symlinkSync("sub", join(work, "sub-link"));
    symlinkSync("sub/later.txt", join(work, "dangling"));
    symlinkSync(work, join(base, "work-link"));
    writeFileSync(join(work, "many.txt"), "much text");
    execFileSync("mkfifo", [join(work, "pipe")]);
    const script = `
      const { openInside, listInside, makeDirInside, replaceInside, renameInside } = await import(process.argv[1]);
      const work = process.argv[2];
      const results = {};
      const note = async (name, doing) => {
        results[name] = await doing().then((value) => value ?? "done", ({ code }) => code);
      };
      const read = (path, inside = work) => async () => {
        const handle = await openInside(inside, path);
        try { return await handle.readFile("utf8"); } finally { await handle.close(); }
      };
      const write = (path, mode) => async () => {
        const handle = await openInside(work, path, mode);
        try { await handle.writeFile("x"); } finally { await handle.close(); }
      };
      await note("file", read("notes.txt"));
      await note("link", read("sub-link/deep/x.txt"));
      await note("up", read("sub-link/deep/../../notes.txt"));
      await note("alias", read(work + "-link/notes.txt"));
      await note("out by name", read("../outside/secret.txt"));
      await note("out by link", read("innocent"));
      await note("out by folder", read("out/secret.txt"));
      await note("missing", read("gone"));
      await note("pipe", read("pipe"));
      await note("folder", read("sub"));
      await note("write", write("many.txt", "write"));
      await note("create", write("many.txt", "create"));
      await note("dangling", write("dangling", "write"));
      await note("write out", write("innocent", "write"));
      await note("made", () => makeDirInside(work, "a/b"));
      await note("made out", () => makeDirInside(work, "out/b"));
      await note("replaced", () => replaceInside(work, "notes.txt", "new"));
      await note("replaced out", () => replaceInside(work, "innocent", "new"));
      await note("renamed", () => renameInside(work, "many.txt", "a/b/many.txt"));
      await note("list", async () => (await listInside(work, "a")).map(({ name }) => name).join());
      await note("list out", () => listInside(work, "out"));
      console.log(JSON.stringify(results));`;
    const { stdout, stderr } = spawnSync(
      bubblewrap.program ?? "",
      [
        ...[
          "--bind",
          "/",
          "/",
          "--tmpfs",
          "/proc",
          "--",
          process.execPath,
          "--input-type=module",
          "-e",
          script,
        ],
        ...[import.meta.resolve("@asky/gate"), work],
      ],
      { encoding: "utf8" },
    );
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      file: "notes",
      link: "deep",
      up: "notes",
      alias: "notes",
      "out by name": "PATH_OUTSIDE",
      "out by link": "PATH_OUTSIDE",
      "out by folder": "PATH_OUTSIDE",
      missing: "PATH_MISSING",
      pipe: "PATH_KIND_WRONG",
      folder: "PATH_KIND_WRONG",
      write: "done",
      create: "PATH_EXISTS",
      dangling: "done",
      "write out": "PATH_OUTSIDE",
      made: "done",
      "made out": "PATH_OUTSIDE",
      replaced: "done",
      "replaced out": "PATH_OUTSIDE",
      renamed: "done",
      list: "b",
      "list out": "PATH_OUTSIDE",
    });
    expect(readFileSync(join(work, "a", "b", "many.txt"), "utf8")).toBe("x");
    expect(readFileSync(join(work, "sub", "later.txt"), "utf8")).toBe("x");
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe("secret");
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
  });
});

test("no descriptor stays open, whatever the end", async () => {
  symlinkSync("loop", join(work, "loop"));
  const count = (): number => readdirSync("/proc/self/fd").length;
  const paths = [
    "notes.txt",
    "gone",
    "loop",
    "../outside/secret.txt",
    "sub",
    "sub/../../outside/x",
    "n".repeat(300),
  ];
  const round = async (): Promise<void> => {
    for (const path of paths) {
      await codeOf(openInside({ directory: work, allowedDirs: [join(base, "work-two")] }, path));
      await codeOf(openInside(work, path, "create"));
      await codeOf(replaceInside(work, path, "x"));
      await codeOf(renameInside(work, path, path));
      await codeOf(listInside(work, path));
      await codeOf(makeDirInside(work, `${path}/x`));
    }
  };
  await round();
  const before = count();
  for (let index = 0; index < 5; index++) await round();
  expect(count()).toBe(before);
});

test("who may not read a file is told so", async () => {
  // Permissions do not hold for root, so another user tries.
  const script = `
    import { openInside, replaceInside } from ${JSON.stringify(import.meta.resolve("@asky/gate"))};
    if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
    for (const path of ["locked.txt", "locked/x.txt", "readonly.txt"]) {
      const act = path === "readonly.txt" ? replaceInside : openInside;
      await act(process.argv[1], path).then(() => console.log("done"), ({ code, message }) => console.log(code, message));
    }`;
  writeFileSync(join(work, "locked.txt"), "x", { mode: 0o000 });
  writeFileSync(join(work, "readonly.txt"), "x", { mode: 0o444 });
  mkdirSync(join(work, "locked"));
  writeFileSync(join(work, "locked", "x.txt"), "x");
  chmodSync(join(work, "locked"), 0o000);
  for (const folder of [base, work]) chmodSync(folder, 0o755);
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script, work], {
    encoding: "utf8",
  });
  chmodSync(join(work, "locked"), 0o700);
  expect(stderr).toBe("");
  const sentence = (path: string) =>
    `PATH_UNUSABLE The path "${path}" cannot be used: permission denied (EACCES).\n`;
  expect(stdout).toBe(sentence("locked.txt") + sentence("locked/x.txt") + sentence("readonly.txt"));
});
