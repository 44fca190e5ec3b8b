import { execFileSync } from "node:child_process";
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { createFileSessionStore, type SessionStore } from "@asky/engine";
import { type Message, PluginError, textOf, textPart } from "@asky/sdk";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

interface Ground {
  readonly directory: string;
  readonly file: string;
  readonly reports: PluginError[];
  /** A store as another process has it: it knows nothing but the files. */
  readonly fresh: () => SessionStore;
}

/** A session `one` with a turn `Hello`. */
async function groundOf(): Promise<Ground> {
  const directory = join(await temporaryFolder(), "sessions");
  const reports: PluginError[] = [];
  const fresh = () => createFileSessionStore({ directory, report: (error) => reports.push(error) });
  const store = fresh();
  await store.open({ sessionId: "one", userId: "ada", chatId: "home" });
  await talk(store, "one", "Hello");
  return { directory, file: join(directory, "one.jsonl"), reports, fresh };
}

async function talk(store: SessionStore, sessionId: string, text: string): Promise<void> {
  await store.keepAsked(sessionId, { turnId: text, parts: [textPart(text)] });
  const messages: Message[] = [
    { role: "user", parts: [textPart(text)] },
    { role: "assistant", parts: [textPart(`${text}!`)], toolCalls: [] },
  ];
  await store.keepTurn(sessionId, { turnId: text, stopReason: "answered", messages, replacesHistory: false });
}

const asked = async (store: SessionStore, id = "one"): Promise<readonly string[] | undefined> =>
  (await store.read(id))?.turns.map((turn) => textOf(turn.asked));

async function errorOf(work: Promise<unknown>): Promise<PluginError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!PluginError.is(error)) throw new Error(`It ended in ${String(error)}.`);
  return error;
}

test("another process goes on where the first has ended", async () => {
  const { fresh } = await groundOf();
  const store = fresh();
  expect(await store.current("ada", "home")).toBe("one");
  const { messages, isNew } = await store.open({ sessionId: "one", userId: "ada", chatId: "home" });
  expect(isNew).toBe(false);
  expect(messages.map(({ parts }) => textOf(parts))).toEqual(["Hello", "Hello!"]);
});

test("nobody else may read the files", async () => {
  const { directory, file, fresh } = await groundOf();
  await fresh().setChatMode("home", "all");
  await fresh().list();
  const modes = await Promise.all(
    [directory, join(directory, "chats"), file, join(directory, "index.json")].map(async (path) =>
      ((await stat(path)).mode & 0o777).toString(8),
    ),
  );
  expect(modes).toEqual(["700", "700", "600", "600"]);
});

test("a file that is cut anywhere gives every whole line, and takes the next one", async () => {
  const { file, fresh, reports } = await groundOf();
  await talk(fresh(), "one", "Grüße 💬");
  const whole = await readFile(file);
  const ends = [...whole.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : []));
  for (let length = (ends[0] ?? 0) + 1; length < whole.length; length += 7) {
    await writeFile(file, whole);
    await truncate(file, length);
    const store = fresh();
    // The last line may be whole and lack only its end.
    const lines = ends.filter((end) => end - 1 <= length).length;
    const before = await asked(store);
    expect(before).toEqual(["Hello", "Grüße 💬"].slice(0, Math.ceil((lines - 1) / 2)));
    await talk(store, "one", "Next");
    expect(await asked(fresh())).toEqual([...(before ?? []), "Next"]);
  }
  expect(new Set(reports.map(({ code }) => code))).toEqual(new Set(["SESSION_DAMAGED"]));
});

test.each([
  ["NUL bytes", "\u0000".repeat(4096)],
  ["no JSON", "{not json"],
  ["JSON of something else", '{"type":"turn"}\n[]\nnull\n7\n"text"'],
  ["an unknown type", '{"type":"other","at":"2026-01-01T00:00:00.000Z"}'],
  ["wrong types", '{"type":"asked","turn_id":7,"at":"now","parts":"text"}'],
  ["a time that is none", '{"type":"asked","turn_id":"x","at":"# forged\\n","parts":[]}'],
  [
    "a call without an answer",
    '{"type":"turn","turn_id":"x","at":"2026-01-01T00:00:00.000Z","stop_reason":"answered","messages":[{"role":"assistant","parts":[],"toolCalls":[{"id":"c","name":"Read","arguments":"{}"}]}]}',
  ],
  [
    "parts nested too deep",
    `{"type":"asked","turn_id":"x","at":"2026-01-01T00:00:00.000Z","parts":[{"type":"data","data":${"[".repeat(90)}${"]".repeat(90)}}]}`,
  ],
  [
    "a nesting that no parser takes",
    `{"type":"asked","turn_id":"x","at":"2026-01-01T00:00:00.000Z","parts":[{"type":"data","data":${"[".repeat(200_000)}`,
  ],
])("lines with %s are passed over and reported", async (_, garbage) => {
  const { file, fresh, reports } = await groundOf();
  await appendFile(file, `${garbage}\n`);
  await talk(fresh(), "one", "Next");
  expect(await asked(fresh())).toEqual(["Hello", "Next"]);
  expect(reports.at(-1)).toMatchObject({ code: "SESSION_DAMAGED", message: expect.stringContaining("(4") });
  const { messages } = await fresh().open({ sessionId: "one", userId: "ada", chatId: "home" });
  expect(messages).toHaveLength(4);
});

test("a file without a first line is begun anew, and what stood in it is no turn of anybody", async () => {
  const { directory, fresh } = await groundOf();
  for (const [id, content] of [
    ["empty", ""],
    ["zeros", "\u0000".repeat(100)],
    ["torn", '{"type":"session","version":1,"id":"torn","user'],
  ] as const) {
    await writeFile(join(directory, `${id}.jsonl`), content);
    const store = fresh();
    expect(await store.read(id)).toBeUndefined();
    expect((await store.open({ sessionId: id, userId: "bob", chatId: "b" })).isNew).toBe(true);
    await talk(store, id, "Hello");
    expect(await asked(fresh(), id)).toEqual(["Hello"]);
  }
});

test("a file that was renamed or copied by hand is no other session", async () => {
  const { directory, file, fresh, reports } = await groundOf();
  await copyFile(file, join(directory, "two.jsonl"));
  const store = fresh();
  const error = await errorOf(store.open({ sessionId: "two", userId: "ada", chatId: "home" }));
  expect(error).toMatchObject({ code: "SESSION_UNAVAILABLE", message: expect.stringContaining('"one"') });
  expect((await store.list()).map(({ id }) => id)).toEqual(["one"]);
  expect(reports.map(({ code }) => code)).toContain("SESSION_UNAVAILABLE");
  await rename(file, join(directory, "three.jsonl"));
  expect(await store.read("one")).toBeUndefined();
  expect((await errorOf(store.read("three"))).code).toBe("SESSION_UNAVAILABLE");
  expect(await store.list()).toEqual([]);
  expect(await store.search("Hello")).toEqual([]);
});

test("names that are no session's are left alone", async () => {
  const { directory, fresh } = await groundOf();
  for (const name of ["-x.jsonl", ".hidden.jsonl", "con.jsonl", "notes.txt", "a b.jsonl"]) {
    await writeFile(join(directory, name), "mine");
  }
  await mkdir(join(directory, "folder.jsonl"));
  expect((await fresh().list()).map(({ id }) => id)).toEqual(["one"]);
  expect(await readFile(join(directory, "con.jsonl"), "utf8")).toBe("mine");
});

test.skipIf(process.platform === "win32")(
  "links, pipes and folders in the place of a file are refused, at once",
  async () => {
    const { directory, file, fresh } = await groundOf();
    const outside = join(await temporaryFolder({ "secret.jsonl": "secret\n" }), "secret.jsonl");
    await symlink(outside, join(directory, "link.jsonl"));
    execFileSync("mkfifo", [join(directory, "pipe.jsonl")]);
    await mkdir(join(directory, "folder.jsonl"));
    const store = fresh();
    for (const sessionId of ["link", "pipe", "folder"]) {
      const error = await errorOf(store.open({ sessionId, userId: "ada", chatId: "home" }));
      expect(error.code).toBe("SESSION_UNAVAILABLE");
    }
    expect(await readFile(outside, "utf8")).toBe("secret\n");
    expect((await store.list()).map(({ id }) => id)).toEqual(["one"]);
    // The file is swapped while the session is open.
    await store.open({ sessionId: "one", userId: "ada", chatId: "home" });
    await rm(file);
    await symlink(outside, file);
    expect((await errorOf(talk(store, "one", "Next"))).code).toBe("SESSION_UNAVAILABLE");
    expect(await readFile(outside, "utf8")).toBe("secret\n");
  },
);

test("a file larger than anybody reads is refused and hides no other", async () => {
  const { directory, fresh, reports } = await groundOf();
  await writeFile(join(directory, "huge.jsonl"), "");
  await truncate(join(directory, "huge.jsonl"), 300 * 1_048_576);
  const store = fresh();
  expect((await errorOf(store.read("huge"))).code).toBe("SESSION_UNAVAILABLE");
  expect((await store.list()).map(({ id }) => id)).toEqual(["one"]);
  expect(reports.map(({ code }) => code)).toEqual(["SESSION_UNAVAILABLE"]);
});

test("a session is never written so large that it could not be read again", async () => {
  const { file, fresh } = await groundOf();
  const store = fresh();
  await truncate(file, 256 * 1_048_576 - 50);
  const error = await errorOf(talk(store, "one", "Next"));
  expect(error).toMatchObject({
    code: "SESSION_UNAVAILABLE",
    cause: { message: expect.stringContaining("larger") },
  });
  expect((await stat(file)).size).toBe(256 * 1_048_576 - 50);
});

test("what could not be read again is not taken", async () => {
  const { fresh } = await groundOf();
  const store = fresh();
  const call = { id: "c", name: "Read", arguments: "{}" };
  const messages: Message[] = [{ role: "assistant", parts: [], toolCalls: [call] }];
  const turn = { turnId: "t", stopReason: "answered", messages, replacesHistory: false };
  expect((await errorOf(store.keepTurn("one", turn))).code).toBe("SESSION_UNAVAILABLE");
  expect(await asked(fresh())).toEqual(["Hello"]);
});

test("the list is the same without its index, and with one that is damaged or tells lies", async () => {
  const { directory, fresh } = await groundOf();
  const index = join(directory, "index.json");
  const expected = await fresh().list();
  expect(expected).toMatchObject([{ id: "one", turnCount: 1 }]);
  expect(await fresh().list()).toEqual(expected);
  const right = await readFile(index, "utf8");
  const lies = [
    "",
    "\u0000\u0000",
    "{",
    '{"version":2,"sessions":{}}',
    right.replace('"id":"one"', '"id":"two"'),
    right.replace(/"size":\d+/, '"size":1'),
    right.replace('"one":', '"ghost":'),
    right.replace('"turnCount":1', '"turnCount":"many"'),
  ];
  for (const lie of lies) {
    await writeFile(index, lie);
    expect(await fresh().list()).toEqual(expected);
    expect(await readFile(index, "utf8")).toBe(right);
  }
  await rm(index);
  expect(await fresh().list()).toEqual(expected);
  await rm(index);
  await mkdir(index);
  expect(await fresh().list()).toEqual(expected);
});

test("damaged files of a chat mean that nothing was settled", async () => {
  const { directory, fresh } = await groundOf();
  await fresh().setChatMode("home", "all");
  const chats = join(directory, "chats");
  for (const name of await readdir(chats)) await writeFile(join(chats, name), '{"version":1,"mode":"all"');
  expect(await fresh().chatMode("home")).toBe("ask");
  expect(await fresh().current("ada", "home")).toBeUndefined();
  const store = fresh();
  await store.open({ sessionId: "one", userId: "ada", chatId: "home" });
  expect(await fresh().current("ada", "home")).toBe("one");
});

test("a chat's file under another chat's name settles nothing for that one", async () => {
  const { directory, fresh } = await groundOf();
  await fresh().setChatMode("home", "all");
  const chats = join(directory, "chats");
  const before = new Set(await readdir(chats));
  await fresh().setChatMode("work", "edits");
  const [work] = (await readdir(chats)).filter((name) => !before.has(name));
  for (const name of before) {
    const text = await readFile(join(chats, name), "utf8");
    if (text.includes('"mode"')) await writeFile(join(chats, work ?? ""), text);
  }
  expect(await fresh().chatMode("work")).toBe("ask");
});

const isRoot = process.getuid?.() === 0;

test.skipIf(isRoot || process.platform === "win32")(
  "a folder without permission is said and nothing is taken",
  async () => {
    const { directory, file, fresh } = await groundOf();
    onTestFinished(() => chmod(directory, 0o700));
    await chmod(file, 0o400);
    expect((await errorOf(talk(fresh(), "one", "Next"))).code).toBe("SESSION_UNAVAILABLE");
    expect(await asked(fresh())).toEqual(["Hello"]);
    await chmod(directory, 0o000);
    expect((await errorOf(fresh().list())).code).toBe("SESSION_UNAVAILABLE");
    expect((await errorOf(fresh().read("one"))).code).toBe("SESSION_UNAVAILABLE");
  },
);

test("a folder that cannot be made is said and nothing is taken", async () => {
  const folder = await temporaryFolder({ file: "" });
  const store = createFileSessionStore({ directory: join(folder, "file", "sessions") });
  const error = await errorOf(store.open({ sessionId: "one", userId: "ada", chatId: "home" }));
  expect(error).toMatchObject({
    code: "SESSION_UNAVAILABLE",
    hint: expect.stringContaining("disk has room"),
  });
  expect((await errorOf(store.setChatMode("home", "all"))).code).toBe("SESSION_UNAVAILABLE");
});

test.skipIf(!isRoot || process.platform !== "linux")(
  "a full disk is said, loses nothing that was kept, and is over when there is room",
  async ({ skip }) => {
    const folder = await temporaryFolder();
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      skip("This machine lets nobody mount a small disk.");
    }
    onTestFinished(() => void execFileSync("umount", [folder]));
    const store = createFileSessionStore({ directory: join(folder, "sessions") });
    await store.open({ sessionId: "one", userId: "ada", chatId: "home" });
    const kept: string[] = [];
    let refusals = 0;
    for (let number = 0; number < 40; number++) {
      const turnId = `${number}`;
      const work = store.keepAsked("one", { turnId, parts: [textPart("x".repeat(7_000))] });
      const isKept = await work.then(
        () => true,
        () => false,
      );
      if (isKept) kept.push(turnId);
      else refusals += 1;
    }
    expect(refusals).toBeGreaterThan(5);
    const ids = (await store.read("one"))?.turns.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(kept));
    execFileSync("mount", ["-o", "remount,size=4m", folder]);
    await talk(store, "one", "Next");
    expect((await store.read("one"))?.turns.at(-1)?.id).toBe("Next");
  },
);

test("two stores that make one session at the same moment agree on whose it is", async () => {
  for (let round = 0; round < 10; round++) {
    const directory = await temporaryFolder();
    const users = ["ada", "bob", "eve"];
    const opened = await Promise.allSettled(
      users.map((userId) =>
        createFileSessionStore({ directory }).open({ sessionId: "one", userId, chatId: "home" }),
      ),
    );
    const owners = users.filter((_, index) => opened[index]?.status === "fulfilled");
    expect(owners).toEqual([(await createFileSessionStore({ directory }).read("one"))?.info.userId]);
  }
});
