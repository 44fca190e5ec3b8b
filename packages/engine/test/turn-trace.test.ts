import type { Engine, EngineOptions } from "@asky/engine";
import {
  defineAskyPlugin,
  defineTetherPlugin,
  type EventName,
  HOOK_POINTS,
  type HookRegistry,
  type Message,
  type Model,
  type ModelChunk,
} from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { startEngine } from "./running-engine.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const EVENTS = [
  "engine.started",
  "message.in",
  "message.queued",
  "tool.gated",
  "tool.allowed",
  "tool.denied",
  "interaction.requested",
  "interaction.resolved",
  "execution.interrupted",
  "message.out",
  "engine.stopped",
];

/** Which tools the model asks for, before it answers. */
type Rounds = readonly (readonly string[])[];

interface Traced {
  readonly engine: Engine;
  readonly trace: string[];
  /** Every request that the model has got. */
  readonly requests: (readonly Message[])[];
  /** Called with each step, when it is noted down. What it returns is what the step's callback returns. */
  onStep: (step: string) => unknown;
}

/** An engine of which every hook, event, model call and tool call is a step. */
async function traceEngine(rounds: Rounds, options: EngineOptions = {}): Promise<Traced> {
  const trace: string[] = [];
  const requests: (readonly Message[])[] = [];
  const note = (step: string): unknown => {
    trace.push(step);
    return traced.onStep(step);
  };
  const hooks = defineAskyPlugin({
    name: "tracer",
    activate(context) {
      const registry = context.hooks as HookRegistry;
      for (const point of HOOK_POINTS) {
        if (point === "system_prompt_extend")
          registry.register(point, (prompt) => (note(point) ?? prompt) as string);
        else if (point !== "tool_registry_build") registry.register(point, () => note(point));
      }
      registry.register("tool_registry_build", (payload) => {
        for (const name of ["wanted", "unwanted"]) {
          const schema = { name, description: "For the trace." };
          payload.registry.register({
            name,
            schema,
            executor: () => (note(`tool ${name}`) ?? "done") as string,
          });
        }
        return note("tool_registry_build");
      });
    },
  });
  const events = defineTetherPlugin({
    meta: { name: "listener", version: "1.0.0" },
    initialize({ eventBus }) {
      for (const name of EVENTS) eventBus.subscribe(name as EventName, () => void note(name));
    },
  });
  const model: Model = {
    name: "rounds",
    async *generate({ messages }): AsyncGenerator<ModelChunk> {
      requests.push(messages);
      const answers = messages.slice(messages.findLastIndex(({ role }) => role === "user"));
      const tools = rounds[answers.filter(({ role }) => role === "assistant").length] ?? [];
      await note("model");
      for (const name of tools) {
        const id = `call-${requests.length}-${name}`;
        yield { type: "tool_call", call: { id, name, arguments: "{}" } };
      }
      if (tools.length === 0) yield { type: "text", text: "Answered." };
      yield { type: "end", reason: tools.length === 0 ? "stop" : "tool_calls" };
    },
  };
  const configDir = await temporaryFolder({
    "policies/tools.toml": '[[rule]]\nname = "wanted"\ntools = ["tracer:wanted"]\naction = "allow"\n',
  });
  const traced: Traced = {
    engine: undefined as never,
    trace,
    requests,
    onStep: () => undefined,
  };
  const engine = await startEngine({ configDir, model, plugins: [hooks, events], ...options });
  return Object.assign(traced, { engine });
}

const BEGIN = [
  "message.in",
  "session_start",
  "tool_registry_build",
  "pre_preload",
  "post_preload",
  "system_prompt_extend",
];
const ASK = ["pre_llm_call", "model", "post_llm_response"];
const ALLOWED = ["pre_tool_execute", "tool.gated", "tool.allowed", "tool wanted", "post_tool_execute"];
const DENIED = ["pre_tool_execute", "tool.gated", "tool.denied"];

const withoutTools = [...BEGIN, ...ASK, "message.out"];
const withTools = [...BEGIN, ...ASK, ...ALLOWED, ...DENIED, ...ASK, ...ALLOWED, ...ASK, "message.out"];
const ROUNDS: Rounds = [["wanted", "unwanted"], ["wanted"]];

test("the life of a host with one turn goes through all points and events in the order of the seeds", async () => {
  const { engine, trace } = await traceEngine(ROUNDS);
  await engine.serve();
  await engine.handleMessage({ text: "Go", sessionId: "one" });
  await engine.endSession("one");
  await engine.shutdown();
  expect(trace).toEqual([
    "config_loaded",
    "engine.started",
    "daemon_server_register",
    ...withTools,
    "session_end",
    "engine.stopped",
  ]);
  expect(HOOK_POINTS.filter((point) => !trace.includes(point))).toEqual([]);
});

test("a turn without tools is the same without the tools, and a second one without the session's start", async () => {
  const { engine, trace } = await traceEngine([]);
  await engine.handleMessage({ text: "Go" });
  await engine.handleMessage({ text: "On" });
  const second = withoutTools.filter((step) => step !== "session_start");
  expect(trace).toEqual(["config_loaded", "engine.started", ...withoutTools, ...second]);
});

/** Lets everything run that anybody has left running. */
async function settle(engine: Engine): Promise<void> {
  for (let round = 0; round < 20; round++) await new Promise((resolve) => setImmediate(resolve));
  await engine.eventBus.drain();
}

/** What makes a conversation one that no model would take. */
function unanswered(messages: readonly Message[]): readonly string[] {
  const asked = messages.flatMap((one) =>
    one.role === "assistant" ? one.toolCalls.map(({ id }) => id) : [],
  );
  const answered = messages.flatMap((one) => (one.role === "tool" ? [one.toolCallId] : []));
  return [...asked.filter((id) => !answered.includes(id)), ...answered.filter((id) => !asked.includes(id))];
}

const turns = [
  { kind: "without tools", rounds: [] as Rounds, whole: withoutTools },
  { kind: "with tools", rounds: ROUNDS, whole: withTools },
];
const points = turns.flatMap(({ kind, rounds, whole }) =>
  whole.map((step, index) => ({ kind, rounds, whole, index, name: `${index + 1}, ${step}` })),
);
/** Steps whose callback the turn waits for. */
const awaited = points.filter(({ whole, index }) => !whole[index]?.includes("."));

describe("an interrupt", () => {
  test.each(points)("in a turn $kind at step $name ends it there", async ({ rounds, whole, index }) => {
    for (const means of ["the caller's signal", "interrupt()"]) {
      const traced = await traceEngine(rounds);
      const { engine, trace, requests } = traced;
      const controller = new AbortController();
      trace.length = 0;
      traced.onStep = () => {
        if (trace.length !== index + 1) return;
        if (means === "interrupt()") expect(engine.interrupt("home")).toBe(1);
        else controller.abort(new Error("Enough."));
      };
      const { signal } = controller;
      const result = await engine.handleMessage({ text: "Go", sessionId: "one", chatId: "home", signal });
      await settle(engine);
      const isOver = index === whole.length - 1;
      const rest = isOver ? [] : ["execution.interrupted", "message.out"];
      // A call that the gate has taken up gets its verdict, and nobody waits for it.
      const isGated = whole[index] === "tool.gated";
      while (isGated && !trace.includes("tool.denied", index + 1)) await settle(engine);
      expect(trace.slice(0, index + 1)).toEqual(whole.slice(0, index + 1));
      const after = trace.slice(index + 1).filter((step) => !isGated || step !== "tool.denied");
      expect(after).toEqual(rest);
      expect(trace).toHaveLength(index + 1 + rest.length + Number(isGated));
      expect(result.stopReason).toBe(isOver ? "answered" : "interrupted");
      await expectWhole(traced);
      expect(requests.flatMap(unanswered)).toEqual([]);
      await engine.shutdown();
    }
  });

  test.each(awaited)(
    "in a turn $kind ends it at step $name also when that never returns",
    async ({ rounds, whole, index }) => {
      const traced = await traceEngine(rounds);
      const { engine, trace } = traced;
      trace.length = 0;
      traced.onStep = (): unknown => {
        if (trace.length !== index + 1) return undefined;
        setImmediate(() => engine.interrupt("home"));
        return new Promise(() => {});
      };
      const result = await engine.handleMessage({ text: "Go", sessionId: "one", chatId: "home" });
      await settle(engine);
      expect(trace).toEqual([...whole.slice(0, index + 1), "execution.interrupted", "message.out"]);
      expect(result.stopReason).toBe("interrupted");
      await expectWhole(traced);
    },
  );
});

/** The session takes the next message, and what is kept of it is whole. */
async function expectWhole(traced: Traced): Promise<void> {
  const { engine } = traced;
  traced.onStep = () => undefined;
  const next = await engine.handleMessage({ text: "Next", sessionId: "one", chatId: "home" });
  expect(next).toMatchObject({ stopReason: "answered", text: "Answered." });
  const kept = await engine.services.get("sessions")?.read("one");
  const messages = kept?.turns.flatMap((turn) => turn.messages) ?? [];
  expect(unanswered(messages)).toEqual([]);
  expect(messages.at(-1)).toMatchObject({ role: "assistant", toolCalls: [] });
  expect(kept?.turns.every(({ stopReason }) => stopReason !== undefined)).toBe(true);
  expect(engine.report().problems).toEqual([]);
}
