import {
  CONFIG_LOADED,
  createEvent,
  type HostConfig,
  MESSAGE_IN,
  SESSION_END,
  type Services,
} from "@asky/sdk";
import { type ContractRule, type Finding, judge, notApplicable } from "../contract/contract-rule.ts";
import {
  asky,
  HOST_CONFIG,
  type HostBench,
  type HostRun,
  THROWN,
  tether,
  unlessEqual,
  unlessRefused,
} from "./host-bench.ts";

/** The name under which the suite's plugins offer something. */
const SERVICE = "asky_contract" as never;

const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const START_RULES: readonly ContractRule<HostBench>[] = [
  {
    id: "start/goes-in-order",
    title:
      "Plugins are activated one after the other in the order given, then the hooks freeze, then all start.",
    fix: "Await each activate() and initialize() before the next; freeze the hooks, fire config_loaded, and only then call start().",
    check: async (bench) => {
      const steps: string[] = [];
      const slow = async (name: string): Promise<void> => {
        await turnOfLoop();
        steps.push(name);
      };
      const plugins = [
        tether("charlie", () => slow("charlie initialized"), { start: () => slow("charlie started") }),
        asky("alfa", async ({ hooks }) => {
          hooks.register(CONFIG_LOADED, () => void steps.push(`config loaded, frozen: ${hooks.isFrozen}`));
          await slow("alfa activated");
        }),
        tether("bravo", () => slow("bravo initialized"), { start: () => slow("bravo started") }),
      ];
      await bench.run(plugins, async () => {});
      return judge(
        unlessEqual("The order", steps, [
          "charlie initialized",
          "alfa activated",
          "bravo initialized",
          "config loaded, frozen: true",
          "charlie started",
          "bravo started",
        ]),
      );
    },
  },
  {
    id: "start/hands-out-frozen-contexts",
    title: "A context is frozen, and the configuration in it is the host's, frozen at every level.",
    fix: "Freeze contexts; hand out a deeply frozen copy of the configuration.",
    needs: ["start/goes-in-order"],
    check: async (bench) => {
      const faults: string[] = [];
      const look = (context: object, config: object): void => {
        if (!Object.isFrozen(context)) faults.push("A context is not frozen.");
        if (!isDeepFrozen(config)) faults.push("A part of the configuration is not frozen.");
        faults.push(
          ...unlessEqual(
            "The configuration",
            (config as HostConfig).asky_contract,
            HOST_CONFIG.asky_contract,
          ),
        );
      };
      const plugins = [
        asky("alfa", (context) => look(context, context.globalConfig)),
        tether("bravo", (context) => look(context, context.config)),
      ];
      await bench.run(plugins, async () => {});
      return judge(faults);
    },
  },
  {
    id: "start/survives-failures",
    title:
      "Whatever a plugin throws or rejects with at its start, the others start, and the report names it.",
    fix: "Catch around each plugin, also what is no Error; mark the plugin failed, report it, go on.",
    needs: ["start/goes-in-order"],
    check: async (bench) => {
      const faults: string[] = [];
      for (const [kind, thrown] of Object.entries(THROWN)) {
        const started: string[] = [];
        const plugins = [
          asky("alfa", () => {
            throw thrown();
          }),
          tether("bravo", () => Promise.reject(thrown())),
          tether("charlie", () => {}, { start: () => Promise.reject(thrown()) }),
          tether("delta", () => {}, { start: () => void started.push("delta") }),
        ];
        await bench.run(plugins, async (run) => {
          faults.push(
            ...unlessEqual(`With "${kind}" thrown, those that start`, started, ["delta"]),
            ...run.unlessReported("alfa", "ACTIVATE_FAILED"),
            ...run.unlessReported("bravo", "INITIALIZE_FAILED"),
            ...run.unlessReported("charlie", "START_FAILED"),
            ...unlessEqual("The state of a plugin that failed", run.plugin("alfa")?.state, "failed"),
            ...unlessEqual("The state of a plugin that started", run.plugin("delta")?.state, "started"),
          );
        });
      }
      return judge(faults);
    },
  },
  {
    id: "start/skips-dependents",
    title: "A plugin whose dependency failed is not activated, and the report says why.",
    fix: "Look before each activation whether its dependencies are up; mark it skipped with DEPENDENCY_FAILED.",
    needs: ["start/survives-failures"],
    check: async (bench) => {
      const activations: string[] = [];
      const plugins = [
        asky("alfa", () => Promise.reject(new Error("This error belongs to the contract suite."))),
        asky("bravo", () => void activations.push("bravo"), { dependencies: ["alfa"] }),
      ];
      return bench.run(plugins, async (run) =>
        judge([
          ...unlessEqual("What is activated", activations, []),
          ...unlessEqual("The state of the dependent", run.plugin("bravo")?.state, "skipped"),
          ...run.unlessReported("bravo", "DEPENDENCY_FAILED"),
        ]),
      );
    },
  },
  {
    id: "start/rolls-back",
    title:
      "Of a plugin that failed nothing stays: callbacks, handlers, services; what it deferred runs, last first.",
    fix: "Keep an undo for everything that a plugin obtains through its context, and run them all, last first, when its start fails.",
    needs: ["start/survives-failures"],
    check: async (bench) => {
      const calls: string[] = [];
      let signal: AbortSignal | undefined;
      let useLater = (): void => {};
      let services: Services | undefined;
      const failing = asky("alfa", (context) => {
        ({ signal, services } = context);
        useLater = () => void context.services.provide(SERVICE, {} as never);
        context.hooks.register(SESSION_END, () => void calls.push("callback"));
        context.eventBus.subscribe(MESSAGE_IN, () => void calls.push("handler"));
        context.services.provide(SERVICE, {} as never);
        context.defer(() => void calls.push("first deferred"));
        context.defer(() => void calls.push("second deferred"));
        throw new Error("This error belongs to the contract suite.");
      });
      return bench.run([failing, asky("bravo")], async (run) => {
        await run.host.hooks.invoke(SESSION_END, { sessionId: "session-1" });
        await run.host.eventBus.emit(createEvent(MESSAGE_IN, { userId: "ada", chatId: "chat", text: "" }));
        return judge([
          ...unlessEqual("What is called of it", calls, ["second deferred", "first deferred"]),
          ...unlessEqual("Whether its service is there", services?.get(SERVICE) !== undefined, false),
          ...unlessEqual("Whether its signal has aborted", signal?.aborted, true),
          ...(await unlessRefused("Using its context afterwards", "PLUGIN_FENCED", useLater)),
        ]);
      });
    },
  },
  {
    id: "start/ends-what-hangs",
    title: "A start that never ends is cut off by its deadline: the others start, and the report names it.",
    fix: "Await each step with a deadline; when it is over, take the plugin for failed, undo it and go on.",
    needs: ["start/survives-failures"],
    check: async (bench) => {
      if (!bench.subject.takesClock) return notApplicable("The host takes no clock.");
      const plugins = [asky("alfa", () => new Promise(() => {})), asky("bravo")];
      const look = async (run: HostRun): Promise<Finding> =>
        judge([
          ...run.unlessReported("alfa", "PLUGIN_TIMED_OUT"),
          ...unlessEqual("The state of the plugin that hangs", run.plugin("alfa")?.state, "failed"),
          ...unlessEqual("The state of the next one", run.plugin("bravo")?.state, "started"),
        ]);
      return bench.run(plugins, look, { startHangs: true });
    },
  },
];

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}
