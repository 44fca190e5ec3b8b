import type { Fault } from "@asky/fault-zoo";
import { createGate, parsePolicy } from "@asky/gate";
import { createServiceRegistry, formatReport, PluginManager } from "@asky/manager";
import { createManualClock, type ManualClock } from "@asky/manager/testing";
import { createEvent, type NotifyPoint, type Problem, type StartupReport, textPart } from "@asky/sdk";
import type { Witness } from "./herd.ts";

declare module "@asky/sdk" {
  interface ServiceMap {
    witness: Witness;
  }
}

/** What a host sees of one fault, from start-up to the end. */
export interface Visit {
  /** After the fault, before the end. Faults in stopping show in `lastReport` only. */
  readonly report: StartupReport;
  readonly lastReport: StartupReport;
  /** `lastReport`, printed. */
  readonly printed: string;
  /** What the healthy plugins lived through: `plugin what`, with how often. */
  readonly seen: ReadonlyMap<string, number>;
  /** What the chain over the prompt makes of an empty text, after the fault. */
  readonly prompt: string;
  /** What callbacks replaced, by plugin. */
  readonly replaced: readonly { readonly plugin: string; readonly fields: readonly string[] }[];
  readonly denials: readonly string[];
  /** What became of each call of the tool `Read`, and whose it was. */
  readonly answers: readonly string[];
  readonly tools: readonly string[];
  /** How many callbacks there are on all hook points when everything has stopped. */
  readonly callbacksLeft: number;
  readonly timersLeft: number;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const turn = { id: "t1", sessionId: "s1", chatId: "c1", userId: "u1" };
const signal = new AbortController().signal;
const session = Object.freeze({ sessionId: "s1", sessionName: "main", isNew: true, researchMode: false });

/** Starts a host up, brings the faults about that it was given plugins for, and shuts the host down. */
export async function visit(faults: readonly Fault[], configDir: string): Promise<Visit> {
  const clock = createManualClock();
  const seen = new Map<string, number>();
  const services = createServiceRegistry();
  services.provide("witness", (plugin, what) => {
    const key = `${plugin} ${what}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  });
  const manager = new PluginManager({}, configDir, { clock, services, logger: silent });
  const passing = (phase: Fault["phase"], work: Promise<unknown>): Promise<unknown> =>
    faults.some((fault) => fault.phase === phase && fault.needs === "deadline")
      ? untilSettled(work, clock)
      : work;

  await passing("import", manager.discoverAndLoad());
  await passing("activate", manager.activateAll());
  await passing("start", manager.startAll());
  const stage = createStage(manager, configDir);
  const triggers = new Map(
    faults.flatMap(({ trigger, phase, times = 1 }) => (trigger ? [[trigger, { phase, times }]] : [])),
  );
  for (const [trigger, { phase, times }] of triggers) {
    for (let time = 0; time < times; time++) await passing(phase, stage.bringAbout(trigger));
  }
  const prompt = await manager.hookRegistry.invokeChain("system_prompt_extend", "", {
    config: {},
    sessionId: "s1",
    turn,
    signal,
  });
  await manager.eventBus.emit(createEvent("engine.started", {}));
  const report = manager.report();
  await passing("stop", manager.deactivateAll());
  const lastReport = manager.report();
  return {
    report,
    lastReport,
    printed: formatReport(lastReport),
    seen,
    prompt,
    ...stage.outcome,
    callbacksLeft: countCallbacks(manager),
    timersLeft: clock.pending,
  };
}

/** Lets the time pass that a faulty plugin has, as soon as it is waited for; healthy ones have no deadline. */
async function untilSettled(work: Promise<unknown>, clock: ManualClock): Promise<void> {
  let isSettled = false;
  const settled = work.then(() => {
    isSettled = true;
  });
  while (!isSettled) {
    await new Promise((resolve) => setImmediate(resolve));
    if (clock.pending === 1) await clock.advance(30_000);
  }
  return settled;
}

function countCallbacks(manager: PluginManager): number {
  const points = ["session_start", "session_end", "pre_llm_call", "pre_tool_execute", "tool_registry_build"];
  const sizes = points.map((point) => manager.hookRegistry.point(point as NotifyPoint).size);
  return sizes.reduce((sum, size) => sum + size, manager.hookRegistry.point("system_prompt_extend").size);
}

/** A host as far as the triggers go; its tools are those of a real gate. */
function createStage(manager: PluginManager, directory: string) {
  const { hookRegistry: hooks, eventBus } = manager;
  const report = (problem: Problem): void => manager.reportProblem(problem);
  const { policy } = parsePolicy('[[rule]]\nname = "read"\ntools = ["Read"]\naction = "allow"\n', "zoo.toml");
  const gate = createGate({ hooks, eventBus, policy, report });
  const registry = gate.createRegistry();
  registry.register({
    name: "Read",
    schema: { name: "Read", description: "Reads a file." },
    executor: () => "what stands in it",
  });
  const replaced: { plugin: string; fields: readonly string[] }[] = [];
  const denials: string[] = [];
  const answers: string[] = [];

  async function collectTools(): Promise<void> {
    const views: { close(): void }[] = [];
    await hooks.invokeEach(
      "tool_registry_build",
      (plugin) => {
        const view = registry.forPlugin(plugin);
        views.push(view);
        return { turn, signal, registry: view, mode: "standard", disabledTools: [] };
      },
      () => {},
    );
    for (const view of views) view.close();
  }

  async function callTool(): Promise<void> {
    const call = { id: "k1", name: "Read", arguments: "{}" };
    const outcome = await gate.dispatch(call, { info: turn, registry, directory, allowedDirs: [], signal });
    for (const { plugin, field } of outcome.changes) replaced.push({ plugin, fields: [field] });
    denials.push(...outcome.denials.map(({ reason }) => reason));
    answers.push(`${outcome.status} by ${outcome.origin}`);
  }

  async function askModel(): Promise<void> {
    const messages = [{ role: "user" as const, parts: [textPart("Hello")] }];
    const request = {
      turn,
      signal,
      turnNumber: 1,
      model: "offline",
      messages,
      useTools: true,
      toolSchemas: [],
    };
    await hooks.invokeEach(
      "pre_llm_call",
      () => ({ ...request }),
      (fields, plugin) => {
        if (Object.keys(fields).length > 0) replaced.push({ plugin, fields: Object.keys(fields) });
      },
    );
  }

  const triggers: Readonly<Record<string, () => Promise<unknown> | undefined>> = {
    session_start: async () => hooks.invoke("session_start", session),
    tool_registry_build: async () => {
      await collectTools();
      await callTool();
    },
    pre_llm_call: askModel,
    pre_tool_execute: callTool,
    "message.in": () =>
      eventBus.emit(createEvent("message.in", { userId: "u1", chatId: "c1", text: "Hello" })),
  };

  return {
    async bringAbout(trigger: string): Promise<void> {
      const bring = triggers[trigger];
      if (!bring) throw new RangeError(`The zoo's host has no "${trigger}".`);
      await bring();
      await eventBus.drain();
    },
    get outcome() {
      const tools = registry.getToolNames().map((name) => `${registry.ownerOf(name)}:${name}`);
      return { replaced, denials, answers, tools };
    },
  };
}
