import type { Fault } from "@asky/fault-zoo";
import { createServiceRegistry, formatReport, PluginManager } from "@asky/manager";
import { createManualClock, type ManualClock } from "@asky/manager/testing";
import {
  createEvent,
  type HookPayloads,
  isHookPoint,
  type NotifyPoint,
  PluginError,
  type StartupReport,
  type ToolRegistry,
  textPart,
} from "@asky/sdk";
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
  readonly replaced: readonly { readonly plugin: string; readonly fields: object }[];
  readonly denials: readonly string[];
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
  const stage = createStage(manager);
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

/** A host as far as the triggers go. */
function createStage(manager: PluginManager) {
  const replaced: { plugin: string; fields: object }[] = [];
  const denials: string[] = [];
  const tools = new Map<string, string>([["Read", "host"]]);

  function payloadFor(plugin: string): { readonly [Point in NotifyPoint]?: HookPayloads[Point] } {
    const call = { id: "k1", name: "Read", arguments: "{}" };
    return {
      tool_registry_build: {
        turn,
        signal,
        registry: toolsOf(plugin),
        mode: "standard",
        disabledTools: [],
      },
      pre_llm_call: {
        turn,
        signal,
        turnNumber: 1,
        model: "offline",
        messages: [{ role: "user", parts: [textPart("Hello")] }],
        useTools: true,
        toolSchemas: [],
      },
      pre_tool_execute: {
        turn,
        signal,
        call,
        toolName: "Read",
        args: { file_path: "notes.txt" },
        result: undefined,
        deny: (reason) => void denials.push(reason),
      },
    };
  }

  function toolsOf(plugin: string): ToolRegistry {
    return {
      register({ name }) {
        const owner = tools.get(name);
        if (owner !== undefined) throw clash(plugin, name, owner);
        tools.set(name, plugin);
        return () => tools.delete(name);
      },
      has: (name) => tools.has(name),
      getToolNames: () => [...tools.keys()],
      getSchemas: () => [],
      getSystemPromptGuidelines: () => [],
    };
  }

  async function bringAbout(trigger: string): Promise<void> {
    if (!isHookPoint(trigger)) {
      const data = { userId: "u1", chatId: "c1", text: "Hello" };
      return manager.eventBus.emit(createEvent("message.in", data));
    }
    if (trigger === "session_start") return manager.hookRegistry.invoke(trigger, session);
    const point = trigger as NotifyPoint;
    return manager.hookRegistry.invokeEach(
      point,
      (plugin) => payloadFor(plugin)[point] as never,
      (fields, plugin) => {
        if (Object.keys(fields).length > 0) replaced.push({ plugin, fields });
      },
    );
  }

  return {
    bringAbout,
    get outcome() {
      return { replaced, denials, tools: [...tools].map(([name, owner]) => `${owner}:${name}`) };
    },
  };
}

function clash(plugin: string, name: string, owner: string): PluginError {
  return new PluginError("TOOL_NAME_CLASH", {
    plugin,
    message: `"${plugin}" registered the tool "${name}", whose name belongs to "${owner}".`,
    hint: `Set tools.rename = { ${name} = "${plugin}_${name}" } in [plugin.${plugin}] of plugins.toml.`,
  });
}
