import { defineAskyPlugin, defineTetherPlugin, MESSAGE_IN, MESSAGE_OUT, textOf } from "@asky/sdk";
import { expect, test } from "vitest";
import { startEngine } from "./running-engine.ts";
import { scriptedModel } from "./scripted-model.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("twenty interleaved turns share nothing", async () => {
  const turns = new Map<string, Set<string>>();
  let running = 0;
  let most = 0;
  // Every hook waits, so that all turns are in the middle at once.
  const slow = defineAskyPlugin({
    name: "slow",
    activate({ hooks }) {
      hooks.register("tool_registry_build", async ({ registry, turn }) => {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        registry.register({
          name: `own_${turn.userId}`,
          schema: { name: `own_${turn.userId}`, description: "Belongs to one turn." },
          executor: (_, context) => `${turn.userId} ${context.turn.userId}`,
        });
      });
      hooks.register("system_prompt_extend", async (prompt, { turn }) => {
        await new Promise(setImmediate);
        return `${prompt}\nYou talk to ${turn.userId}.`;
      });
      for (const point of [
        "pre_llm_call",
        "post_llm_response",
        "pre_tool_execute",
        "post_tool_execute",
      ] as const) {
        hooks.register(point, async ({ turn }: { turn: { id: string; userId: string } }) => {
          await new Promise(setImmediate);
          turns.set(turn.userId, new Set([...(turns.get(turn.userId) ?? []), turn.id]));
        });
      }
    },
  });
  const configDir = await temporaryFolder({
    "policies/tools.toml": '[[rule]]\nname = "all"\ntools = ["slow:*"]\naction = "allow"\n',
  });
  const model = scriptedModel(({ messages }) => {
    const prompt = textOf(messages[0]?.parts ?? []);
    const user = /You talk to (\w+)\./.exec(prompt)?.[1] ?? "nobody";
    const last = messages.at(-1);
    return last?.role === "tool" ? `${user}: ${textOf(last.parts)}` : [[`own_${user}`, {}]];
  });
  const engine = await startEngine({ configDir, plugins: [slow], model });
  const users = Array.from({ length: 20 }, (_, index) => `u${index}`);
  const results = await Promise.all(
    users.map((userId) => engine.handleMessage({ text: `I am ${userId}`, userId })),
  );
  expect(results.map(({ text }) => text)).toEqual(users.map((user) => `${user}: ${user} ${user}`));
  expect(new Set(results.map(({ sessionId }) => sessionId)).size).toBe(20);
  expect([...turns.values()].every((ids) => ids.size === 1)).toBe(true);
  expect(most).toBe(20);
});

test("messages of one session are answered one after the other, in order", async () => {
  const trace: string[] = [];
  const watcher = defineAskyPlugin({
    name: "watcher",
    activate({ hooks }) {
      hooks.register("pre_llm_call", async ({ messages }) => {
        const text = textOf(messages.at(-1)?.parts ?? []);
        trace.push(`${text} begins after ${messages.length - 2} messages`);
        await new Promise(setImmediate);
        trace.push(`${text} ends`);
      });
    },
  });
  const engine = await startEngine({ plugins: [watcher], model: scriptedModel(["Yes."]) });
  const ask = (text: string) => engine.handleMessage({ text, sessionId: "one" });
  await Promise.all([ask("a"), ask("b"), ask("c")]);
  expect(trace).toEqual([
    "a begins after 0 messages",
    "a ends",
    "b begins after 2 messages",
    "b ends",
    "c begins after 4 messages",
    "c ends",
  ]);
});

test("users and chats have sessions of their own unless a session is named", async () => {
  const engine = await startEngine({ model: scriptedModel(["Yes."]) });
  const ids = new Map<string, string>();
  for (const [userId, chatId] of [
    ["a", "b:c"],
    ["a:b", "c"],
    ["a", "c"],
  ] as const) {
    ids.set(`${userId}|${chatId}`, (await engine.handleMessage({ text: "Hello", userId, chatId })).sessionId);
  }
  expect(new Set(ids.values()).size).toBe(3);
  const again = await engine.handleMessage({ text: "Hello", userId: "a", chatId: "c" });
  expect(again.sessionId).toBe(ids.get("a|c"));
  const named = await engine.handleMessage({ text: "Hello", userId: "a", chatId: "c", sessionId: "mine" });
  expect(named.sessionId).toBe("mine");
});

test("a session ends after its messages, and a message that names it resumes it", async () => {
  const trace: string[] = [];
  const watcher = defineAskyPlugin({
    name: "watcher",
    activate({ hooks }) {
      hooks.register(
        "session_start",
        ({ sessionId, isNew }) => void trace.push(`start ${sessionId} ${isNew}`),
      );
      hooks.register("post_llm_response", () => void trace.push("answer"));
      hooks.register("session_end", ({ sessionId }) => void trace.push(`end ${sessionId}`));
    },
  });
  const model = scriptedModel(["One.", "Two.", "Three."]);
  const engine = await startEngine({ plugins: [watcher], model });
  const ask = (text: string) => engine.handleMessage({ text, sessionId: "one" });
  const [, ended] = await Promise.all([ask("a"), engine.endSession("one"), ask("b")]);
  expect(ended).toBe(true);
  expect(trace).toEqual(["start one true", "answer", "end one", "start one false", "answer"]);
  const said = model.requests[1]?.messages.map(({ parts }) => textOf(parts)).slice(1);
  expect(said).toEqual(["a", "One.", "b"]);
  expect(await engine.endSession("unknown")).toBe(false);
});

test("events of a conversation are emitted in order and never waited for", async () => {
  const trace: string[] = [];
  let release = (): void => {};
  const metrics = defineTetherPlugin({
    meta: { name: "metrics", version: "1.0.0" },
    initialize({ eventBus }) {
      eventBus.subscribe(MESSAGE_IN, ({ data }) => {
        trace.push(`in ${data.userId} ${data.chatId} ${data.text}`);
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      });
      eventBus.subscribe(MESSAGE_OUT, ({ data, source }) => {
        trace.push(`out ${data.userId} ${data.content} ${source}`);
      });
    },
  });
  const engine = await startEngine({ plugins: [metrics], model: scriptedModel(["Yes."]) });
  await engine.handleMessage({ text: "Hello", userId: "ada", chatId: "home" });
  expect(trace).toEqual(["in ada home Hello", "out ada Yes. host"]);
  release();
});
