import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTestHost, type TestHost, type TestHostOptions } from "@asky/manager/testing";
import { defineAskyPlugin, defineTetherPlugin } from "@asky/sdk";
import { afterEach, expect, test, vi } from "vitest";
import { plainPlugin } from "./config-dir.ts";

let host: TestHost | undefined;
afterEach(() => host?.stop());

async function start(options: TestHostOptions): Promise<TestHost> {
  host = await createTestHost(options);
  await host.start();
  return host;
}

const notes = () =>
  defineAskyPlugin({
    name: "notes",
    activate({ hooks, services, logger }) {
      logger.info("The notes are open.", { count: 0 });
      services.provide("notes" as never, { count: 0 } as never);
      hooks.register("system_prompt_extend", (prompt, { sessionId }) => `${prompt} Notes of ${sessionId}.`);
      hooks.register("pre_llm_call", (payload) => {
        payload.useTools = false;
      });
      hooks.register("pre_tool_execute", ({ toolName, deny }) => {
        if (toolName === "delete_note") deny("Notes are kept.");
      });
      hooks.register("tool_registry_build", ({ registry }) => {
        registry.register({
          name: "add_note",
          schema: {
            name: "add_note",
            description: "Adds a note.",
            parameters: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
            system_prompt_guideline: "Use it when the user wants to remember something.",
          },
          executor: ({ text }, { turn, directory }) => ({ text: text as string, by: turn.userId, directory }),
        });
      });
      hooks.register("daemon_server_register", ({ servers, registerServer, daemonService }) => {
        servers.push({ name: "notes", start() {}, stop() {}, isRunning: () => true });
        registerServer({
          name: "more",
          start() {},
          stop() {},
          isRunning: () => daemonService.serverNames.length === 2,
        });
      });
    },
  });

test("fires what a host fires, and shows what came of it", async () => {
  const running = await start({ plugins: [notes()] });
  expect(await running.extendPrompt("You help.", "s1")).toBe("You help. Notes of s1.");
  const { payload } = await running.fire("pre_llm_call", { model: "tiny" });
  expect(payload).toMatchObject({ useTools: false, model: "tiny", turnNumber: 1 });
  const { denials } = await running.fire("pre_tool_execute", { toolName: "delete_note" });
  expect(denials).toEqual([{ plugin: "notes", reason: "Notes are kept." }]);
});

test("collects tools with their owner, and calls them with frozen arguments", async () => {
  const running = await start({ plugins: [notes()] });
  const tools = await running.tools();
  expect([...tools.keys()]).toEqual(["add_note"]);
  expect(tools.get("add_note")).toMatchObject({ plugin: "notes" });
  const { directory } = running;
  expect(await running.callTool("add_note", { text: "milk" }, "s1")).toEqual({
    text: "milk",
    by: "user-s1",
    directory,
  });
  await expect(running.callTool("no_such_tool")).rejects.toThrow('"no_such_tool"');
});

test("collects daemon servers of both styles with their owner", async () => {
  const running = await start({ plugins: [notes()] });
  const servers = await running.servers();
  expect(servers.map(({ plugin, spec }) => [plugin, spec.name, spec.isRunning()])).toEqual([
    ["notes", "notes", true],
    ["notes", "more", true],
  ]);
});

test("emits events of the host and awaits their handlers", async () => {
  const seen: string[] = [];
  const watcher = defineTetherPlugin({
    meta: { name: "watcher", version: "1.0.0" },
    initialize: ({ eventBus }) => {
      eventBus.subscribe("message.in", async ({ data }) => {
        await Promise.resolve();
        seen.push(data.text);
      });
    },
  });
  const running = await start({ plugins: [watcher] });
  await running.emit("message.in", { userId: "ada", chatId: "chat", text: "Hello." });
  expect(seen).toEqual(["Hello."]);
});

test("loads packages by a roster, with their configuration, from folders", async () => {
  const empty = await createTestHost();
  const folder = join(empty.directory, "plugin");
  await mkdir(folder);
  await writeFile(
    join(folder, "package.json"),
    '{ "name": "asky-plugin-clock", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
  );
  await writeFile(join(folder, "index.js"), plainPlugin("clock", "context.logger.info(context.config.zone)"));
  const running = await start({
    roster: '[plugin.clock]\nmodule = "asky-plugin-clock"\n',
    packages: { "asky-plugin-clock": folder },
    configs: { clock: { zone: "UTC" } },
  });
  await empty.stop();
  expect(running.plugin("clock")).toMatchObject({ state: "started", module: "asky-plugin-clock" });
  expect(running.problems()).toEqual([]);
  expect(running.logger.entries).toContainEqual({
    level: "info",
    scope: "asky.plugins.clock",
    message: "UTC",
  });
});

test("has a clock of its own, so that deadlines are tested without waiting", async () => {
  const slow = defineAskyPlugin({
    name: "slow",
    activate: ({ hooks }) => void hooks.register("session_end", () => new Promise(() => {})),
  });
  const running = await start({ plugins: [slow] });
  const fired = running.fire("session_end");
  await running.clock.advance(30_000);
  await fired;
  expect(running.problems().map(({ plugin, code }) => [plugin, code])).toEqual([
    ["slow", "CALLBACK_TIMED_OUT"],
  ]);
  expect(running.calls.map(({ plugin, point, outcome }) => [plugin, point, outcome])).toEqual([
    ["slow", "session_end", "timed_out"],
  ]);
});

test("goes on when a test puts other timers in the place of the real ones", async () => {
  vi.useFakeTimers();
  try {
    const running = await start({ plugins: [notes()] });
    await running.clock.advance(1_000);
    expect(running.clock.now()).toBe(1_000);
  } finally {
    vi.useRealTimers();
  }
});

test("remembers what was logged, refuses what every registry refuses, and removes its directory", async () => {
  const broken = defineAskyPlugin({
    name: "broken",
    activate: ({ hooks }) => {
      hooks.register(
        "tool_registry_build",
        ({ registry }) => void registry.register({ name: "a b" } as never),
      );
    },
  });
  const running = await start({ plugins: [notes(), broken] });
  expect(running.logger.entries[0]).toEqual({
    level: "info",
    scope: "asky.plugins.notes",
    message: "The notes are open.",
    fields: { count: 0 },
  });
  expect([...(await running.tools()).keys()]).toEqual(["add_note"]);
  expect(running.problems().map(({ plugin, code }) => [plugin, code])).toEqual([
    ["broken", "CALLBACK_FAILED"],
  ]);
  await access(running.configDir);
  await running.stop();
  await expect(access(running.configDir)).rejects.toThrow("ENOENT");
  expect(running.plugin("notes")?.state).toBe("stopped");
});
