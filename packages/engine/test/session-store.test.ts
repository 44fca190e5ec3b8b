import { createFileSessionStore, createMemorySessionStore, type SessionStore } from "@asky/engine";
import { type Message, PluginError, textOf, textPart } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const user = (text: string): Message => ({ role: "user", parts: [textPart(text)] });
const assistant = (text: string): Message => ({ role: "assistant", parts: [textPart(text)], toolCalls: [] });

/** A whole turn, as the engine keeps it. */
async function talk(store: SessionStore, sessionId: string, asked: string, answer: string): Promise<void> {
  const turnId = `turn of ${asked}`;
  await store.keepAsked(sessionId, { turnId, parts: [textPart(asked)] });
  const messages = [user(asked), assistant(answer)];
  await store.keepTurn(sessionId, { turnId, stopReason: "answered", messages, replacesHistory: false });
}

const open = (store: SessionStore, sessionId: string, userId = "ada", chatId = "home") =>
  store.open({ sessionId, userId, chatId });

const said = (messages: readonly Message[]): readonly string[] => messages.map(({ parts }) => textOf(parts));

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => "kept",
    (reason: unknown) => reason,
  );
  return PluginError.is(error) ? error.code : String(error);
}

describe.each([
  { kind: "memory", create: async () => createMemorySessionStore() },
  {
    kind: "files",
    create: async () => createFileSessionStore({ directory: `${await temporaryFolder()}/sessions` }),
  },
])("a session store in $kind", ({ create }) => {
  test("makes a session when it is opened first, and goes on with it afterwards", async () => {
    const store = await create();
    const first = await open(store, "one");
    expect(first).toMatchObject({ isNew: true, messages: [] });
    expect(first.info).toMatchObject({
      id: "one",
      name: "one",
      userId: "ada",
      chatId: "home",
      turnCount: 0,
      isOpen: true,
      researchMode: false,
    });
    await talk(store, "one", "Hello", "Hi");
    const again = await open(store, "one");
    expect(again.isNew).toBe(false);
    expect(said(again.messages)).toEqual(["Hello", "Hi"]);
    expect(again.info).toMatchObject({ turnCount: 1, createdAt: first.info.createdAt });
    expect(again.info.updatedAt > first.info.createdAt).toBe(true);
  });

  test("knows the current session of each user and chat, whatever these are called", async () => {
    const store = await create();
    const odd = [
      "__proto__",
      "constructor",
      "../../etc/passwd",
      "a\nb",
      "\u202e\u0000",
      "💬",
      "x".repeat(5000),
    ];
    for (const [index, chat] of odd.entries()) {
      expect(await store.current("ada", chat)).toBeUndefined();
      await open(store, `of-chat-${index}`, "ada", chat);
      await open(store, `of-user-${index}`, chat, "home");
    }
    for (const [index, chat] of odd.entries()) {
      expect(await store.current("ada", chat)).toBe(`of-chat-${index}`);
      expect(await store.current(chat, "home")).toBe(`of-user-${index}`);
      expect((await store.read(`of-chat-${index}`))?.info.chatId).toBe(chat);
    }
    await open(store, "later", "ada", "a\nb");
    expect(await store.current("ada", "a\nb")).toBe("later");
    expect(await store.current("b", "a\nb")).toBeUndefined();
  });

  test("refuses a session of another user or chat", async () => {
    const store = await create();
    await open(store, "one");
    expect(await codeOf(open(store, "one", "eve"))).toBe("SESSION_UNAVAILABLE");
    expect(await codeOf(open(store, "one", "ada", "elsewhere"))).toBe("SESSION_UNAVAILABLE");
    expect(await store.current("eve", "home")).toBeUndefined();
  });

  test("closes a session, and opens it again by its id only", async () => {
    const store = await create();
    await open(store, "one");
    await talk(store, "one", "Hello", "Hi");
    expect(await store.close("one")).toBe(true);
    expect(await store.close("one")).toBe(false);
    expect(await store.close("unknown")).toBe(false);
    expect(await store.current("ada", "home")).toBeUndefined();
    expect((await store.read("one"))?.info.isOpen).toBe(false);
    expect((await open(store, "one")).info.isOpen).toBe(true);
    expect((await store.read("one"))?.info.isOpen).toBe(true);
    expect(await store.current("ada", "home")).toBe("one");
  });

  test("closing an older session leaves the current one alone", async () => {
    const store = await create();
    await open(store, "old");
    await open(store, "new");
    await store.close("old");
    expect(await store.current("ada", "home")).toBe("new");
  });

  test("an asked message without an answer is there, and the conversation says so", async () => {
    const store = await create();
    await open(store, "one");
    await store.keepAsked("one", { turnId: "t", parts: [textPart("Hello?")] });
    expect((await store.read("one"))?.turns).toEqual([
      {
        id: "t",
        askedAt: expect.any(String),
        asked: [textPart("Hello?")],
        messages: [user("Hello?")],
      },
    ]);
    await talk(store, "one", "Again", "Yes");
    const { messages, isNew } = await open(store, "one");
    expect(isNew).toBe(false);
    expect(said(messages)).toEqual(["Hello?", "Interrupted before there was an answer.", "Again", "Yes"]);
  });

  test("a turn's end stands where it was asked, and an id that is used twice loses nothing", async () => {
    const store = await create();
    await open(store, "one");
    await store.keepAsked("one", { turnId: "slow", parts: [textPart("first")] });
    await talk(store, "one", "second", "2");
    await store.keepTurn("one", {
      turnId: "slow",
      stopReason: "limit",
      messages: [user("first"), assistant("1")],
      replacesHistory: false,
    });
    await talk(store, "one", "second", "3");
    await store.keepTurn("one", {
      turnId: "never asked",
      stopReason: "answered",
      messages: [user("fourth"), assistant("4")],
      replacesHistory: false,
    });
    const kept = await store.read("one");
    expect(kept?.turns.map(({ id, stopReason }) => `${id}: ${stopReason}`)).toEqual([
      "slow: limit",
      "turn of second: answered",
      "turn of second: answered",
      "never asked: answered",
    ]);
    expect(kept?.info.turnCount).toBe(4);
    const { messages } = await open(store, "one");
    expect(said(messages)).toEqual(["first", "1", "second", "2", "second", "3", "fourth", "4"]);
  });

  test("history that a plugin has rewritten takes the place of what was said before", async () => {
    const store = await create();
    await open(store, "one");
    await talk(store, "one", "My number is 4111", "Noted");
    await store.keepTurn("one", {
      turnId: "t",
      stopReason: "answered",
      messages: [user("My number is ****"), assistant("Noted"), user("Thanks"), assistant("Welcome")],
      replacesHistory: true,
    });
    await talk(store, "one", "Bye", "Bye");
    const { messages } = await open(store, "one");
    expect(said(messages)).toEqual(["My number is ****", "Noted", "Thanks", "Welcome", "Bye", "Bye"]);
    expect((await store.read("one"))?.turns).toHaveLength(3);
  });

  test("what was kept can be changed by nobody, and is as it was given", async () => {
    const store = await create();
    await open(store, "one");
    const parts = [
      textPart("See \u0000 \ud800 💬\r\n"),
      { type: "image" as const, mimeType: "image/png", data: "AAAA" },
      { type: "data" as const, data: { list: [1, null, { ["__proto__"]: true }] } },
    ];
    const call = { id: "c", name: "Read", arguments: '{"file_path":"a"}' };
    const messages: Message[] = [
      { role: "user", parts },
      { role: "assistant", parts: [], toolCalls: [call] },
      { role: "tool", toolCallId: "c", toolName: "Read", parts, isError: true },
      assistant("Seen"),
    ];
    await store.keepAsked("one", { turnId: "t", parts });
    await store.keepTurn("one", { turnId: "t", stopReason: "answered", messages, replacesHistory: false });
    const kept = (await store.read("one"))?.turns[0];
    expect(kept?.messages).toEqual(messages);
    expect(Object.isFrozen(kept?.messages[2]?.parts[2])).toBe(true);
    parts[0] = textPart("changed");
    expect((await store.read("one"))?.turns[0]?.asked[0]).toEqual(textPart("See \u0000 \ud800 💬\r\n"));
    const { messages: again } = await open(store, "one");
    expect(Object.isFrozen(again) && Object.isFrozen(again[0])).toBe(true);
  });

  test("lists the newest first, by user, by chat and by whether they are open", async () => {
    const store = await create();
    for (const id of ["a", "b", "c"]) await open(store, id, "ada", id === "c" ? "work" : "home");
    await open(store, "d", "bob");
    await talk(store, "a", "Hello", "Hi");
    await store.close("b");
    const ids = async (filter?: Parameters<SessionStore["list"]>[0]) =>
      (await store.list(filter)).map(({ id }) => id);
    expect(await ids()).toEqual(["a", "d", "c", "b"]);
    expect(await ids({ userId: "ada" })).toEqual(["a", "c", "b"]);
    expect(await ids({ userId: "ada", chatId: "home", isOpen: true })).toEqual(["a"]);
    expect(await ids({ isOpen: false })).toEqual(["b"]);
    expect(await ids({ userId: "nobody" })).toEqual([]);
  });

  test("finds turns by the words in them and by the session's name", async () => {
    const store = await create();
    await open(store, "one");
    await talk(
      store,
      "one",
      "Where is the otter?",
      `${"far ".repeat(100)} The otter 🦦 sleeps. ${"🦦".repeat(300)}`,
    );
    await talk(store, "one", "And the heron?", "By the river.");
    await open(store, "two");
    await talk(store, "two", "otters again", "Yes.");
    const hits = await store.search("otter");
    expect(hits.map(({ session, turnId }) => `${session.id}: ${turnId}`).sort()).toEqual([
      "one: turn of Where is the otter?",
      "two: turn of otters again",
    ]);
    for (const { excerpt } of hits) {
      expect(excerpt).toContain("otter");
      expect(excerpt.length).toBeLessThanOrEqual(200);
      expect(excerpt).toBe(Buffer.from(excerpt).toString());
    }
    expect(await store.search("otter heron")).toEqual([]);
    expect(await store.search("otter", 1)).toHaveLength(1);
    expect(await store.search("")).toEqual([]);
    await store.rename("two", "Wetlands");
    expect((await store.search("wetlands"))[0]?.session.name).toBe("Wetlands");
  });

  test("names sessions by one line and refuses anything else", async () => {
    const store = await create();
    await open(store, "one");
    expect(await store.rename("one", "  Otters & herons ")).toBe(true);
    expect((await open(store, "one")).info.name).toBe("Otters & herons");
    expect(await store.rename("unknown", "x")).toBe(false);
    for (const name of ["", "  ", "a\nb", "a\u001b[31mb", "x".repeat(201), 7 as never]) {
      await expect(store.rename("one", name)).rejects.toThrow(TypeError);
    }
    expect((await store.list())[0]?.name).toBe("Otters & herons");
  });

  test("removes a session for good, and keeps nothing in it any more", async () => {
    const store = await create();
    await open(store, "one");
    await talk(store, "one", "Hello", "Hi");
    expect(await store.remove("one")).toBe(true);
    expect(await store.remove("one")).toBe(false);
    expect(await store.read("one")).toBeUndefined();
    expect(await store.list()).toEqual([]);
    expect(await store.current("ada", "home")).toBeUndefined();
    expect(await codeOf(talk(store, "one", "Still there?", "No"))).toBe("SESSION_UNAVAILABLE");
    expect(await store.read("one")).toBeUndefined();
    expect((await open(store, "one", "bob")).isNew).toBe(true);
  });

  test("takes any text for an id when it is asked for one", async () => {
    const store = await create();
    for (const id of ["../one", "", "a/b", "a\u0000b", "index", "__proto__", "x".repeat(300)]) {
      expect(await store.read(id)).toBeUndefined();
      expect(await store.close(id)).toBe(false);
      expect(await store.remove(id)).toBe(false);
    }
  });

  test("keeps many turns at once, each session's in order", async () => {
    const store = await create();
    const ids = Array.from({ length: 10 }, (_, index) => `s${index}`);
    await Promise.all(ids.map((id) => open(store, id, id)));
    const numbers = Array.from({ length: 20 }, (_, index) => `${index}`);
    await Promise.all(
      ids.flatMap((id) =>
        numbers.map((text) => store.keepAsked(id, { turnId: text, parts: [textPart(text)] })),
      ),
    );
    for (const id of ids) {
      expect((await store.read(id))?.turns.map((turn) => turn.id)).toEqual(numbers);
    }
  });

  test("keeps the approval mode of each chat", async () => {
    const store = await create();
    expect(await store.chatMode("home")).toBe("ask");
    await store.setChatMode("home", "edits");
    await store.setChatMode("__proto__", "all");
    expect(await store.chatMode("home")).toBe("edits");
    expect(await store.chatMode("__proto__")).toBe("all");
    expect(await store.chatMode("work")).toBe("ask");
    await Promise.all([store.setChatMode("home", "all"), store.setChatMode("home", "ask")]);
    expect(await store.chatMode("home")).toBe("ask");
  });
});
