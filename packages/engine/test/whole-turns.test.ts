import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createMemorySessionStore, type TurnProgress } from "@asky/engine";
import { explainRun, type LedgerEntry, queryLedger } from "@asky/manager";
import { createManualClock } from "@asky/manager/testing";
import {
  type ApprovalRequest,
  defineAskyPlugin,
  type MessagePart,
  type Model,
  type ModelChunk,
  textOf,
} from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { readAuditLog } from "./audit-log.ts";
import { makeEngine, startEngine } from "./running-engine.ts";
import { scriptedModel } from "./scripted-model.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const policy = (action: string) => ({
  "policies/tools.toml": `[[rule]]\nname = "tools"\ntools = ["notes:*"]\naction = "${action}"\n`,
});

/** A tool `note`, which counts its runs. */
function notes(ran: unknown[] = []) {
  return defineAskyPlugin({
    name: "notes",
    activate({ hooks }) {
      hooks.register("tool_registry_build", ({ registry }) => {
        const parameters = { type: "object", properties: { text: { type: "string" } } };
        const schema = { name: "note", description: "Keeps a note.", parameters };
        registry.register({ name: "note", schema, executor: (args) => `note ${ran.push(args)}` });
      });
    },
  });
}

/** A model that says its pieces, each when it is let. */
function pieces(texts: readonly string[], step: (text: string) => unknown = () => {}): Model {
  return {
    name: "pieces",
    async *generate(): AsyncGenerator<ModelChunk> {
      for (const text of texts) {
        await step(text);
        yield { type: "text", text };
      }
      yield { type: "end", reason: "stop", usage: { inputTokens: 7, outputTokens: 5 } };
    },
  };
}

describe("progress", () => {
  test("an answer comes in pieces, each before the next one is made", async () => {
    const heard: TurnProgress[] = [];
    const model = pieces(["One ", "two ", "three."], (text) =>
      heard.push({ type: "text", text: `making ${text}` }),
    );
    const engine = await startEngine({ model });
    const { outputTokens } = await engine.handleMessage({ text: "Go", onProgress: (one) => heard.push(one) });
    const texts = heard.map((one) => (one.type === "text" ? one.text : one.type));
    expect(texts).toEqual(["making One ", "One ", "making two ", "two ", "making three.", "three."]);
    expect(outputTokens).toBe(5);
  });

  test("an answer that a plugin looks at comes whole, as the plugin left it, and tools come at once", async () => {
    const reviewer = defineAskyPlugin({
      name: "reviewer",
      activate({ hooks }) {
        hooks.register("post_llm_response", (payload) => {
          if (payload.toolCalls.length > 0) return;
          payload.message = {
            role: "assistant",
            parts: [{ type: "text", text: "Reviewed." }],
            toolCalls: [],
          };
        });
      },
    });
    const heard: TurnProgress[] = [];
    const configDir = await temporaryFolder(policy("allow"));
    const model = scriptedModel([[["note", { text: "x" }]], "Secret."]);
    const engine = await startEngine({ configDir, model, plugins: [notes(), reviewer] });
    await engine.handleMessage({ text: "Go", onProgress: (one) => heard.push(one) });
    expect(heard).toMatchObject([
      { type: "tool_started", callId: "c1", toolName: "note", args: { text: "x" } },
      { type: "tool_ended", call: { id: "c1", status: "done", text: "note 1" } },
      { type: "text", text: "Reviewed." },
    ]);
    expect(JSON.stringify(heard)).not.toContain("Secret");
  });

  test("a message that waits is told so, once, and one that is interrupted while it waits ends at once", async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const queued: string[] = [];
    const engine = await startEngine({ model: pieces(["Yes."], () => gate) });
    engine.eventBus.subscribe("message.queued", ({ data }) => void queued.push(data.text));
    const heard: TurnProgress[] = [];
    const first = engine.handleMessage({ text: "one", sessionId: "s" });
    const second = engine.handleMessage({
      text: "two",
      sessionId: "s",
      onProgress: (one) => heard.push(one),
    });
    const controller = new AbortController();
    const third = engine.handleMessage({ text: "three", sessionId: "s", signal: controller.signal });
    await new Promise(setImmediate);
    expect(queued).toEqual(["two", "three"]);
    expect(heard).toEqual([{ type: "queued" }]);
    controller.abort();
    expect(await third).toMatchObject({ stopReason: "interrupted", toolCalls: [] });
    release();
    expect([(await first).stopReason, (await second).stopReason]).toEqual(["answered", "answered"]);
    const kept = await engine.services.get("sessions")?.read("s");
    expect(kept?.turns.map(({ asked }) => textOf(asked))).toEqual(["one", "two"]);
  });

  test("a display that throws ends no turn", async () => {
    const engine = await startEngine({ model: pieces(["Yes."]) });
    const onProgress = (): never => {
      throw null;
    };
    expect((await engine.handleMessage({ text: "Go", onProgress })).text).toBe("Yes.");
  });
});

describe("a limit", () => {
  const endless = () => scriptedModel([[["note", {}]]]);

  test.each([
    { limits: { max_model_calls: 3 }, ran: 2, says: "3 model calls" },
    { limits: { max_tool_calls: 2 }, ran: 2, says: "2 tool calls" },
    { limits: { max_tool_calls: 0 }, ran: 0, says: "max_tool_calls" },
  ])("of $limits ends the turn and says so", async ({ limits, ran, says }) => {
    const runs: unknown[] = [];
    const configDir = await temporaryFolder(policy("allow"));
    const engine = await startEngine({
      configDir,
      config: { limits },
      model: endless(),
      plugins: [notes(runs)],
    });
    const result = await engine.handleMessage({ text: "Go", sessionId: "s" });
    expect(result).toMatchObject({ stopReason: "limit", text: expect.stringContaining(says) });
    expect(runs).toHaveLength(ran);
    const next = await engine.handleMessage({ text: "Again", sessionId: "s" });
    expect(next.stopReason).toBe("limit");
  });

  test("of max_output_tokens is told the model, and ends a turn that goes on all the same", async () => {
    const configDir = await temporaryFolder(policy("allow"));
    const asked: (number | undefined)[] = [];
    const model: Model = {
      name: "chatty",
      async *generate({ maxOutputTokens }): AsyncGenerator<ModelChunk> {
        asked.push(maxOutputTokens);
        yield { type: "text", text: "x".repeat(200) };
        yield { type: "tool_call", call: { id: `c${asked.length}`, name: "note", arguments: "{}" } };
        yield { type: "end", reason: "tool_calls" };
      },
    };
    const config = { limits: { max_output_tokens: 120 } };
    const engine = await startEngine({ configDir, config, model, plugins: [notes()] });
    const result = await engine.handleMessage({ text: "Go" });
    expect(asked).toEqual([120, 70, 20]);
    expect(result).toMatchObject({ stopReason: "limit", outputTokens: 150 });
  });

  test("of max_turn_seconds ends a model that never answers", async () => {
    const clock = createManualClock();
    const model = pieces(["never"], () => new Promise(() => {}));
    const engine = await startEngine({ config: { limits: { max_turn_seconds: 5 } }, clock, model });
    const turn = engine.handleMessage({ text: "Go" });
    let waiting = 0;
    while (clock.pending === waiting) await new Promise(setImmediate);
    for (let round = 0; round < 50; round++) await new Promise(setImmediate);
    waiting = clock.pending;
    await clock.advance(5_000);
    expect(await turn).toMatchObject({ stopReason: "limit", text: expect.stringContaining("5 seconds") });
  });
});

test("pictures and data reach the model and are kept", async () => {
  const parts: MessagePart[] = [
    { type: "image", mimeType: "image/png", data: "AAAA" },
    { type: "data", data: { rows: [1, 2] } },
  ];
  const model = scriptedModel(["Seen."]);
  const configDir = await temporaryFolder();
  const engine = await startEngine({ configDir, model });
  await engine.handleMessage({ text: "Look", parts, sessionId: "s" });
  expect(model.requests[0]?.messages.at(-1)?.parts).toEqual([{ type: "text", text: "Look" }, ...parts]);
  await engine.shutdown();
  const again = scriptedModel(["Still."]);
  const later = await startEngine({ configDir, model: again });
  await later.handleMessage({ text: "And now?", sessionId: "s" });
  expect(again.requests[0]?.messages[1]?.parts).toEqual([{ type: "text", text: "Look" }, ...parts]);
});

describe("approvals", () => {
  async function askingEngine(answer: (request: ApprovalRequest) => boolean, ran: unknown[]) {
    const configDir = await temporaryFolder(policy("ask"));
    const model = scriptedModel([[["note", { text: "x" }]], "Done."]);
    const engine = await startEngine({ configDir, model, plugins: [notes(ran)] });
    const asked: ApprovalRequest[] = [];
    engine.services.get("approvals")?.connect({
      name: "test",
      ask(request) {
        asked.push(request);
        return answer(request)
          ? { approved: true, scope: "once", userId: "ada" }
          : { approved: false, reason: "Not now.", userId: "ada" };
      },
    });
    const events: string[] = [];
    for (const name of [
      "tool.gated",
      "interaction.requested",
      "interaction.resolved",
      "tool.allowed",
      "tool.denied",
    ] as const) {
      engine.eventBus.subscribe(name, ({ data }) => {
        const { via, answer = via ?? "" } = data as { readonly via?: string; readonly answer?: string };
        events.push(`${name} ${answer}`.trim());
      });
    }
    const audit = () => readAuditLog(configDir);
    return { configDir, engine, asked, events, audit };
  }

  test("a yes of a connector lets the call run, and the audit log has question and attempt by one id", async () => {
    const ran: unknown[] = [];
    const { engine, asked, events, audit } = await askingEngine(() => true, ran);
    const { toolCalls } = await engine.handleMessage({ text: "Go" });
    expect(toolCalls).toMatchObject([{ status: "done", id: "c1" }]);
    expect(ran).toHaveLength(1);
    expect(asked).toMatchObject([{ callId: "c1", toolName: "note", origin: "notes" }]);
    expect(events).toEqual([
      "tool.gated",
      "interaction.requested",
      "interaction.resolved approved",
      "tool.allowed approval",
    ]);
    await engine.shutdown();
    const records = (await audit()).filter((record) => JSON.stringify(record).includes('"c1"'));
    expect(records.map(({ event, type, kind }) => event ?? type ?? kind).toSorted()).toEqual([
      "approval",
      "tool_attempt",
    ]);
  });

  test("a no of a connector denies it", async () => {
    const ran: unknown[] = [];
    const { engine, events } = await askingEngine(() => false, ran);
    const { toolCalls } = await engine.handleMessage({ text: "Go" });
    expect(toolCalls).toMatchObject([{ status: "denied", reason: expect.stringContaining("Not now.") }]);
    expect(ran).toEqual([]);
    expect(events.at(-1)).toBe("tool.denied");
  });

  test("what is settled for a chat holds in the next process, until it is taken back", async () => {
    const ran: unknown[] = [];
    const { configDir, engine } = await askingEngine(() => false, ran);
    engine.services.get("approvals")?.setMode("home", "all", "ada");
    await engine.shutdown();
    const model = scriptedModel([[["note", {}]], "Done."]);
    const next = await startEngine({ configDir, model, plugins: [notes(ran)] });
    expect((await next.handleMessage({ text: "Go", chatId: "home" })).toolCalls[0]?.status).toBe("done");
    expect(next.services.get("approvals")?.mode("home")).toBe("all");
    next.services.get("approvals")?.setMode("home", "ask", "ada");
    await next.shutdown();
    const last = await startEngine({
      configDir,
      model: scriptedModel([[["note", {}]], "Done."]),
      plugins: [notes(ran)],
    });
    expect((await last.handleMessage({ text: "Go", chatId: "home" })).toolCalls[0]?.status).toBe("denied");
    expect(ran).toHaveLength(1);
  });
});

test("the ledger says who changed the prompt and the arguments, and who denied", async () => {
  const meddler = defineAskyPlugin({
    name: "meddler",
    activate({ hooks }) {
      hooks.register("system_prompt_extend", (prompt) => `${prompt}\nBe brief.`);
      hooks.register("pre_tool_execute", (payload) => {
        payload.args = { ...payload.args, text: "changed" };
      });
    },
  });
  const denier = defineAskyPlugin({
    name: "zz_denier",
    activate: ({ hooks }) => void hooks.register("pre_tool_execute", ({ deny }) => deny("Not today.")),
  });
  const configDir = await temporaryFolder(policy("allow"));
  const model = scriptedModel([[["note", { text: "x" }]], "Done."]);
  const engine = await startEngine({ configDir, model, ledger: true, plugins: [notes(), meddler, denier] });
  const { turnId } = await engine.handleMessage({ text: "Go" });
  await engine.shutdown();
  const entries: LedgerEntry[] = [];
  for await (const entry of queryLedger(join(configDir, "runs"), { run: turnId })) entries.push(entry);
  const { prompt, args, denied } = explainRun(entries);
  expect(prompt.map(({ plugin }) => plugin)).toEqual(["meddler"]);
  expect(args.map(({ plugin }) => plugin)).toEqual(["meddler"]);
  expect(denied).toMatchObject([{ event: "tool_denied", callId: "c1", plugin: "zz_denier" }]);
});

test("a plugin whose stray failure ends the host is named, and the host stops by itself", async () => {
  // In a process of its own: the test runner has a say in stray failures, too.
  const script = `
    import { buildEngine } from "@asky/engine";
    import { createConsoleLogger, createOwnerTracking } from "@asky/manager";
    import { defineAskyPlugin } from "@asky/sdk";
    const stray = defineAskyPlugin({
      name: "stray",
      activate({ hooks }) {
        hooks.register("session_start", () => {
          setTimeout(() => Promise.reject(new Error("stray")), 0);
        });
      },
    });
    const [configDir] = process.argv.slice(-1);
    const logger = createConsoleLogger({ level: "silent" });
    const engine = buildEngine({ configDir, directory: configDir, logger, plugins: [stray], owners: createOwnerTracking() });
    await engine.startup();
    await engine.handleMessage({ text: "What time is it?" });
    const { steps } = await engine.whenStopped();
    const { state } = engine.report().plugins.find(({ name }) => name === "stray");
    const refused = await engine.handleMessage({ text: "More" }).catch(({ code }) => code);
    console.log(JSON.stringify({ last: steps.at(-1).kind, state, refused }));
  `;
  const configDir = await temporaryFolder();
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const args = ["--input-type=module", "--eval", script, configDir];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, timeout: 15_000 });
  expect(JSON.parse(stdout)).toEqual({ last: "audit", state: "failed", refused: "LIFECYCLE_ORDER" });
});

describe("a reload", () => {
  test("lets running turns end with what they began with, and applies the policy from the next turn on", async () => {
    const configDir = await temporaryFolder(policy("allow"));
    let release = (): void => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const ran: unknown[] = [];
    const slow = defineAskyPlugin({
      name: "slow",
      activate: ({ hooks }) => void hooks.register("pre_llm_call", () => hold),
    });
    const model = scriptedModel(({ messages }) =>
      messages.at(-1)?.role === "tool" ? "Done." : [["note", {}]],
    );
    const engine = await startEngine({ configDir, model, plugins: [notes(ran), slow] });
    const running = engine.handleMessage({ text: "one", sessionId: "a" });
    await new Promise(setImmediate);
    await writeFile(join(configDir, "policies/tools.toml"), policy("deny")["policies/tools.toml"]);
    expect((await engine.reload()).kind).toBe("swapped");
    release();
    const next = await engine.handleMessage({ text: "two", sessionId: "b" });
    expect(next.toolCalls[0]?.status).toBe("denied");
    expect((await running).stopReason).toBe("answered");
  });

  test("applies the policy also when the plugins cannot take over", async () => {
    const configDir = await temporaryFolder({ ...policy("allow"), "plugins.toml": "" });
    const model = scriptedModel(({ messages }) =>
      messages.at(-1)?.role === "tool" ? "Done." : [["note", {}]],
    );
    const engine = await startEngine({ configDir, model, plugins: [notes()] });
    expect((await engine.handleMessage({ text: "one" })).toolCalls[0]?.status).toBe("done");
    await writeFile(join(configDir, "policies/tools.toml"), policy("deny")["policies/tools.toml"]);
    await writeFile(join(configDir, "plugins.toml"), "not toml [");
    expect((await engine.reload()).kind).toBe("kept");
    expect((await engine.handleMessage({ text: "two" })).toolCalls[0]?.status).toBe("denied");
  });

  test("hands servers over, those of plugins passed in code staying up", async () => {
    const trace: string[] = [];
    const server = defineAskyPlugin({
      name: "server",
      activate({ hooks }) {
        hooks.register("daemon_server_register", ({ registerServer }) => {
          const start = async () => void trace.push("start");
          const stop = async () => void trace.push("stop");
          registerServer({ name: "web", start, stop, isRunning: () => trace.at(-1) === "start" });
        });
      },
    });
    const engine = await startEngine({ model: scriptedModel(["Yes."]), plugins: [server] });
    await engine.serve();
    expect((await engine.reload()).kind).toBe("swapped");
    expect(trace).toEqual(["start"]);
    expect(engine.daemon.status()).toMatchObject([{ name: "web", state: "started", isRunning: true }]);
    await engine.shutdown();
    expect(trace).toEqual(["start", "stop"]);
  });
});

test("a server that never comes up and one that never goes down are given up in time", async () => {
  const clock = createManualClock();
  const never = () => new Promise<void>(() => {});
  const server = defineAskyPlugin({
    name: "server",
    activate({ hooks }) {
      hooks.register("daemon_server_register", ({ registerServer }) => {
        registerServer({ name: "late", start: never, stop: never, isRunning: () => false });
        registerServer({ name: "stuck", start: async () => {}, stop: never, isRunning: () => true });
      });
    },
  });
  const engine = await makeEngine({ clock, model: scriptedModel(["Yes."]), plugins: [server] });
  await engine.startup();
  const serving = engine.serve();
  await clock.advance(30_000);
  await serving;
  expect(engine.daemon.status().map(({ name, state }) => `${name} ${state}`)).toEqual([
    "late failed",
    "stuck started",
  ]);
  let isOver = false;
  const stopping = engine.shutdown().then(() => {
    isOver = true;
  });
  while (!isOver) await clock.advance(1_000);
  await stopping;
  const { plugins } = engine.report();
  expect(plugins.find(({ name }) => name === "server")?.problems.map(({ code }) => code)).toEqual([
    "SERVER_START_FAILED",
    "SERVER_STOP_FAILED",
  ]);
});

test("a session that cannot be kept is said in the answer, and the next message opens it anew", async () => {
  const store = createMemorySessionStore();
  const engine = await startEngine({ sessions: store, model: scriptedModel(["Yes."]) });
  await engine.handleMessage({ text: "one", sessionId: "s" });
  await store.remove("s");
  expect(await engine.handleMessage({ text: "two", sessionId: "s" })).toMatchObject({
    stopReason: "error",
    text: expect.stringContaining("not taken"),
  });
  expect((await engine.handleMessage({ text: "three", sessionId: "s" })).stopReason).toBe("answered");
});

test("naming another user's session is refused and costs nobody their own", async () => {
  const engine = await startEngine({ model: scriptedModel(["Yes."]) });
  await engine.handleMessage({ text: "mine", userId: "ada", sessionId: "hers" });
  const own = await engine.handleMessage({ text: "mine", userId: "eve" });
  const taken = await engine.handleMessage({ text: "give", userId: "eve", sessionId: "hers" });
  expect(taken).toMatchObject({ stopReason: "error", text: expect.stringContaining("another user") });
  const next = await engine.handleMessage({ text: "mine again", userId: "eve" });
  expect([next.stopReason, next.sessionId]).toEqual(["answered", own.sessionId]);
});
