import { createMemorySessionStore } from "@asky/engine";
import { defineAskyPlugin, type Message, TOOL_ALLOWED, textOf } from "@asky/sdk";
import { expect, test } from "vitest";
import { startEngine } from "./running-engine.ts";
import { scriptedModel } from "./scripted-model.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const TURNS = 200;
const SESSIONS = 50;

/** Lets others go first: some turns more often than others. */
async function dawdle(number: number): Promise<void> {
  for (let round = 0; round < number % 7; round++) await new Promise((resolve) => setImmediate(resolve));
}

const numberIn = (text: string): number => Number(text.match(/\d+/)?.[0]);

const said = (messages: readonly Message[], role: Message["role"]): string =>
  textOf(messages.filter((message) => message.role === role).at(-1)?.parts ?? []);

/** Marks prompt, arguments and result with the turn, after a while. */
const slow = defineAskyPlugin({
  name: "slow",
  activate({ hooks }) {
    hooks.register("system_prompt_extend", async (prompt, { turn }) => {
      await dawdle(numberIn(turn.id));
      return `${prompt} «prompt ${turn.id}»`;
    });
    hooks.register("pre_tool_execute", async (payload) => {
      await dawdle(numberIn(payload.turn.id) + 3);
      payload.args = { text: `${payload.args.text} «args ${payload.turn.id}»` };
    });
    hooks.register("post_tool_execute", async (payload) => {
      await dawdle(numberIn(payload.turn.id) + 5);
      const text = `${textOf(payload.result.parts)} «result ${payload.turn.id}»`;
      payload.result = { parts: [{ type: "text", text }], isError: false };
    });
  },
});

/** Changes what it is given, and fails: no change of it may be seen. */
const failing = defineAskyPlugin({
  name: "failing",
  activate({ hooks }) {
    hooks.register("pre_tool_execute", (payload) => {
      payload.args = { text: "«failing»" };
      throw new Error("The plugin fails.");
    });
    hooks.register("system_prompt_extend", () => Promise.reject(new Error("The plugin fails.")));
  },
});

/** How many tools run at a time. */
const runs = { open: 0, most: 0 };

/** Denies the calls of every tenth turn, and has the tool. */
const notes = defineAskyPlugin({
  name: "notes",
  activate({ hooks }) {
    hooks.register("tool_registry_build", ({ registry }) => {
      const parameters = { type: "object", properties: { text: { type: "string" } }, required: ["text"] };
      const schema = { name: "note", description: "Keeps a note.", parameters };
      registry.register({
        name: "note",
        schema,
        executor: async ({ text }, { turn }) => {
          runs.open += 1;
          runs.most = Math.max(runs.most, runs.open);
          await dawdle(numberIn(turn.id) + 1);
          runs.open -= 1;
          return `${text} «tool ${turn.id}»`;
        },
      });
    });
    hooks.register("pre_tool_execute", ({ turn, deny }) => {
      if (numberIn(turn.id) % 10 === 0) deny(`no ${turn.id}`);
    });
  },
});

test("two hundred interleaved turns with slow, failing and denying plugins keep everything apart", async () => {
  const policy = '[[rule]]\nname = "all"\ntools = ["notes:*"]\naction = "allow"\n';
  const configDir = await temporaryFolder({ "policies/all.toml": policy });
  const model = scriptedModel(({ messages }) => {
    if (messages.at(-1)?.role !== "tool") return [["note", { text: said(messages, "user") }]];
    return `${said(messages, "system").match(/«.*»/)?.[0]} ${said(messages, "tool")}`;
  });
  // Nothing of a turn may have to wait for a disk here: as many as possible are to be in the middle at once.
  const sessions = createMemorySessionStore();
  const engine = await startEngine({ configDir, model, sessions, plugins: [slow, failing, notes] });
  const allowed: string[] = [];
  engine.eventBus.subscribe(TOOL_ALLOWED, ({ data }) => void allowed.push(data.sessionId));

  const results = await Promise.all(
    Array.from({ length: TURNS }, (_, number) => {
      const sessionId = `session-${number % SESSIONS}`;
      return engine.handleMessage({ text: `say ${number}`, sessionId, turnId: `turn-${number}` });
    }),
  );

  expect(runs.most).toBeGreaterThan(10);
  for (const [number, { text, turnId, sessionId, toolCalls }] of results.entries()) {
    const id = `turn-${number}`;
    expect([turnId, sessionId]).toEqual([id, `session-${number % SESSIONS}`]);
    const isDenied = number % 10 === 0;
    const answer = isDenied
      ? `The call of "note" was denied. no ${id}`
      : `say ${number} «args ${id}» «tool ${id}» «result ${id}»`;
    expect(text).toContain(`«prompt ${id}»`);
    expect(text).toContain(answer);
    expect(text.match(/turn-\d+/g)?.every((other) => other === id)).toBe(true);
    expect(text).not.toContain("«failing»");
    expect(toolCalls).toMatchObject([
      isDenied
        ? { status: "denied", plugin: "notes", reason: expect.stringContaining(id) }
        : { status: "done" },
    ]);
  }
  await engine.eventBus.drain();
  expect(allowed).toHaveLength(TURNS - TURNS / 10);
  const atFault = engine.report().plugins.filter(({ problems }) => problems.length > 0);
  expect(atFault.map(({ name }) => name)).toEqual(["failing"]);
});
