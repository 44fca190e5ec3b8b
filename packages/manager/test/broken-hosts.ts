import { createServiceRegistry, systemClock } from "@asky/manager";
import {
  type AskyPlugin,
  type AskyPluginContext,
  type HostUnderTest,
  type PluginHooks,
  type PluginReport,
  type RunningHost,
  type TetherPlugin,
  type TetherPluginContext,
  type ToolRegistration,
  type ToolResult,
  type TurnInfo,
  type TurnUnderTest,
  textPart,
} from "@asky/sdk";
import { managerAndGate } from "./hosts/manager-and-gate.ts";

/** A host that breaks exactly these rules of the contract. */
export interface BrokenHost {
  readonly host: HostUnderTest;
  readonly rules: readonly string[];
  readonly budgetMs?: number;
}

/** Our own host with something wrong about it. */
function variant(name: string, change: (host: RunningHost) => Partial<RunningHost>): HostUnderTest {
  return {
    ...managerAndGate,
    name,
    async start(plugins, surroundings) {
      const host = await managerAndGate.start(plugins, surroundings);
      return { ...host, ...change(host) };
    },
  };
}

/** A turn that runs any tool it has heard of, for whoever asks. */
async function openCarelessTurn(
  { hooks }: RunningHost,
  turn: TurnInfo,
  signal: AbortSignal,
): Promise<TurnUnderTest> {
  const tools = new Map<string, ToolRegistration>();
  const run = async (name: string, args: object): Promise<ToolResult> => {
    const output = await tools.get(name)?.executor(args as never, {} as never);
    return { parts: [textPart(String(output))], isError: false };
  };
  const registry = {
    register(tool: ToolRegistration) {
      tools.set(tool.name, tool);
      return () => void tools.delete(tool.name);
    },
    has: (name: string) => tools.has(name),
    getToolNames: () => [...tools.keys()],
    getSchemas: () => [],
    getSystemPromptGuidelines: () => [],
    execute: (_ticket: unknown, args: object) => run("echo", args),
  };
  await hooks.invoke("tool_registry_build", { turn, signal, registry, mode: "standard", disabledTools: [] });
  return { registry, dispatch: (call) => run(call.name, Object.freeze(JSON.parse(call.arguments))) };
}

type AnyContext = AskyPluginContext & TetherPluginContext;

/** Our own host, which hands out contexts that are not what they should be. */
function handingOut(
  name: string,
  change: (context: AnyContext) => Partial<AnyContext>,
  isFrozen = true,
): HostUnderTest {
  const hand = (context: unknown): never => {
    const changed = { ...(context as AnyContext), ...change(context as AnyContext) };
    return (isFrozen ? Object.freeze(changed) : changed) as never;
  };
  const wrap = (plugin: AskyPlugin | TetherPlugin) =>
    "activate" in plugin
      ? { ...plugin, activate: (context: AskyPluginContext) => plugin.activate(hand(context)) }
      : { ...plugin, initialize: (context: TetherPluginContext) => plugin.initialize(hand(context)) };
  return withPlugins(name, (plugins) => plugins.map(wrap) as never);
}

/** Our own host, in which callbacks are registered in another way. */
function registering(name: string, change: (hooks: PluginHooks) => PluginHooks["register"]): HostUnderTest {
  return handingOut(name, ({ hooks }) => ({
    hooks: hooks && Object.create(hooks, { register: { value: change(hooks) } }),
  }));
}

/** Our own host, which is given other plugins than the suite gave it. */
function withPlugins(
  name: string,
  change: (plugins: readonly (AskyPlugin | TetherPlugin)[]) => readonly (AskyPlugin | TetherPlugin)[],
): HostUnderTest {
  return { ...managerAndGate, name, start: (plugins, rest) => managerAndGate.start(change(plugins), rest) };
}

export const BROKEN_HOSTS: readonly BrokenHost[] = [
  {
    host: variant("runs tools without a gate", (host) => ({
      openTurn: (info, signal) => openCarelessTurn(host, info, signal),
    })),
    rules: [
      ...[
        "tools/need-a-ticket",
        "tools/obey-denials",
        "tools/keep-to-their-schema",
        "tools/keep-their-owner",
      ],
    ],
  },
  {
    host: withPlugins("starts from behind", (plugins) => plugins.toReversed()),
    rules: ["start/goes-in-order"],
  },
  {
    host: withPlugins("looks at no dependency", (plugins) =>
      plugins.map((plugin) => ({ ...plugin, dependencies: [] }) as typeof plugin),
    ),
    rules: ["start/skips-dependents"],
  },
  {
    host: handingOut("hands out what can be written to", () => ({}), false),
    rules: ["start/hands-out-frozen-contexts"],
  },
  {
    host: handingOut("undoes nothing", () => ({ defer: () => {} })),
    rules: ["start/rolls-back", "stop/undoes-everything"],
  },
  {
    host: registering("forgets how callbacks were registered", ({ register }) => {
      return (point, callback) => register(point, callback);
    }),
    rules: ["hooks/run-in-order", "tools/obey-denials"],
  },
  {
    host: registering("keeps quiet when somebody registers too late", (hooks) => {
      return (point, callback, options) =>
        hooks.isFrozen ? () => {} : hooks.register(point, callback, options);
    }),
    rules: ["hooks/freeze-after-activation"],
  },
  {
    host: handingOut("does not wait for handlers", ({ eventBus }) => ({
      eventBus: {
        ...eventBus,
        subscribe: (name, handler) => eventBus.subscribe(name, (event) => void handler(event)),
      },
    })),
    rules: ["events/arrive-in-order", "events/survive-failures"],
  },
  {
    host: handingOut("lets plugins speak for others", ({ eventBus }) => ({
      eventBus: { ...eventBus, emit: async () => {} },
    })),
    rules: ["events/tell-the-truth"],
  },
  {
    host: {
      ...managerAndGate,
      name: "goes by a clock of its own",
      start: (plugins, rest) => managerAndGate.start(plugins, { ...rest, clock: systemClock }),
    },
    rules: [
      ...["start/ends-what-hangs", "hooks/cut-off-what-hangs", "events/cut-off-what-hangs"],
      "stop/cuts-off-what-hangs",
    ],
    budgetMs: 50,
  },
  {
    host: variant("gives all callbacks the same payload", ({ hooks }) => ({
      hooks: { ...hooks, invokeEach: (point, view) => hooks.invoke(point, view("host")) },
    })),
    rules: ["hooks/hand-out-views"],
  },
  {
    host: variant("takes anything for a prompt", ({ hooks }) => ({
      hooks: {
        ...hooks,
        invokeChain: (point, value, context) => hooks.invokeChain(point, value.toUpperCase(), context),
      },
    })),
    rules: ["hooks/chains-pass-values-on"],
  },
  {
    host: variant("has an exchange of services of its own", () => ({ services: createServiceRegistry() })),
    rules: ["services/have-one-owner"],
  },
  {
    host: variant("answers for its tools", ({ openTurn }) => ({
      openTurn: async (info, signal) => {
        const turn = await (openTurn as NonNullable<typeof openTurn>)(info, signal);
        return { ...turn, dispatch: async () => ({ parts: [textPart("You said noon.")], isError: false }) };
      },
    })),
    rules: ["tools/run-by-dispatch"],
  },
  {
    host: variant("shows those at fault only", ({ report }) => ({
      report: () => {
        const all = report();
        return { ...all, plugins: all.plugins.filter(({ problems }) => problems.length > 0) };
      },
    })),
    rules: ["start/survives-failures", "report/names-the-culprit"],
  },
  {
    host: variant("blames the next one, too", ({ report }) => ({
      report: () => {
        const all = report();
        const blame = (plugin: PluginReport) => ({
          ...plugin,
          problems: [...plugin.problems, ...culprits.map((problem) => ({ ...problem, plugin: plugin.name }))],
        });
        const culprits = all.plugins.find(({ name }) => name === "culprit")?.problems ?? [];
        return { ...all, plugins: all.plugins.map((one) => (one.name === "healthy-19" ? blame(one) : one)) };
      },
    })),
    rules: ["report/names-the-culprit"],
  },
  {
    host: variant("knows no advice", ({ report }) => ({
      report: () => {
        const all = report();
        const mute = (plugin: PluginReport) => ({
          ...plugin,
          problems: plugin.problems.map((problem) => ({ ...problem, hint: "" })),
        });
        return { ...all, plugins: all.plugins.map(mute) };
      },
    })),
    rules: ["report/names-the-culprit"],
  },
  {
    host: variant("stops when it likes", () => ({ stop: async () => {} })),
    rules: ["services/end-with-their-owner", "stop/goes-in-reverse"],
  },
  {
    host: variant("does not say who it was", ({ report }) => ({
      report: () => {
        const all = report();
        const problems = all.plugins.flatMap((plugin) => plugin.problems).map(({ plugin, ...rest }) => rest);
        return { ...all, plugins: all.plugins.map((plugin) => ({ ...plugin, problems: [] })), problems };
      },
    })),
    rules: [
      ...["start/survives-failures", "hooks/survive-failures", "events/survive-failures"],
      "stop/survives-failures",
    ],
  },
  {
    host: {
      ...managerAndGate,
      name: "stops at the first failure",
      async start(plugins, surroundings) {
        const host = await managerAndGate.start(plugins, surroundings);
        if (!host.report().plugins.some(({ state }) => state === "failed")) return host;
        await host.stop();
        throw new Error("A plugin failed.");
      },
    },
    rules: ["start/survives-failures"],
  },
];
