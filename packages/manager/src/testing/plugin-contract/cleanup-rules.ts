import type { Event, EventHandler, EventName, ServiceName } from "@asky/sdk";
import { createEventBus, type HostEventBus } from "../../events/event-bus.ts";
import { describeError } from "../../problems/describe-error.ts";
import { type ContractRule, judge, notApplicable } from "../contract/contract-rule.ts";
import { codeOf } from "../contract/error-code.ts";
import type { RunningResource } from "../observe/watcher.ts";
import type { LifeSettings, PluginBench } from "./plugin-bench.ts";
import type { PluginLife } from "./plugin-life.ts";
import { liveWholly } from "./whole-life.ts";

export const CLEANUP_RULES: readonly ContractRule<PluginBench>[] = [
  {
    id: "lifecycle/leaves-nothing-behind",
    title:
      "After its end nothing of it goes on: no timer, connection, server or process, and no use of its context.",
    fix: "Hand what you open to context.use() or context.defer(), or end it in deactivate() or stop(); heed context.signal.",
    needs: ["hooks/finish-in-time", "lifecycle/stops-at-any-point"],
    check: (bench) =>
      bench.live(async (life) => {
        await liveWholly(bench, life);
        return judge([...(await life.leftovers()).map(tellLeftover), ...lateUses(life)]);
      }),
  },
  {
    id: "lifecycle/fails-cleanly",
    title: "When its start fails half-way, what it had begun is ended too.",
    fix: "Hand what you open to context.use() or context.defer() right where you open it: after a failed activate() there is no deactivate().",
    needs: ["lifecycle/leaves-nothing-behind"],
    check: async (bench) => {
      const obtained = await bench.live(async (life) => {
        await life.begin();
        return life.report;
      });
      const refusals = [
        ...((obtained?.hooks.length ?? 0) > 0 ? [refuseHooks()] : []),
        ...(obtained?.events ?? []).map((_name, index) => refuseSubscription(index)),
        ...(obtained?.services ?? []).map(takeService),
      ];
      if (refusals.length === 0)
        return notApplicable("It uses no hook, event or service that could be refused.");
      const faults: string[] = [];
      for (const settings of refusals) {
        await bench.live(async (life) => {
          await life.start();
          await life.end();
          faults.push(...(await life.leftovers()).map(tellLeftover));
        }, settings);
      }
      return judge(faults);
    },
  },
];

function tellLeftover({ what, place }: RunningResource): string {
  return `There is still ${what}${place === undefined ? "" : `, opened at ${place}`}.`;
}

/** Also those whose refusal the plugin catches. */
function lateUses({ strays, problems }: PluginLife): ReadonlySet<string> {
  const uncaught = strays.filter((error) => codeOf(error) === "PLUGIN_FENCED");
  const reported = problems.filter(({ code }) => code === "PLUGIN_FENCED");
  return new Set([
    ...uncaught.map((error) => describeError(error).message),
    ...reported.map(({ message }) => message),
  ]);
}

/** The first registration of a hook fails. */
function refuseHooks(): LifeSettings {
  return { prepare: ({ manager }) => manager.hookRegistry.freeze() };
}

/** The subscription of that index fails, counted from 0. */
function refuseSubscription(index: number): LifeSettings {
  const bus = createEventBus();
  let left = index;
  const eventBus: HostEventBus = {
    ...bus,
    subscribe<Name extends EventName>(name: Name, handler: EventHandler<Name>) {
      if (left === 0) throw new Error("The contract suite refuses this subscription.");
      left -= 1;
      return bus.subscribe(name, handler);
    },
    emit: <Name extends EventName>(event: Event<Name>) => bus.emit(event),
  };
  return { eventBus };
}

/** Somebody else offers the service already. */
function takeService(name: string): LifeSettings {
  return { prepare: ({ manager }) => void manager.services.provide(name as ServiceName, {} as never) };
}
