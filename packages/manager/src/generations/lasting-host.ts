import type { Problem } from "@asky/sdk";
import type { PluginRecord } from "../lifecycle/plugin-record.ts";
import { stopPlugins } from "../lifecycle/stop-plugins.ts";
import type { OwnParts } from "../manager/generation-parts.ts";
import type { ProblemLog, ReportProblem } from "../problems/problem-log.ts";
import { createLastingEvents, type LastingEvents } from "./lasting-events.ts";
import { createLastingHooks, type LastingHooks } from "./lasting-hooks.ts";
import { createLastingServices, type LastingServices } from "./lasting-services.ts";

/** What outlives a generation: the host itself, and the plugins that it passes in code. */
export class LastingHost {
  readonly hooks: LastingHooks = createLastingHooks();
  readonly eventBus: LastingEvents = createLastingEvents();
  readonly services: LastingServices = createLastingServices();
  readonly log: ProblemLog;
  #carried: readonly PluginRecord[] | undefined;

  constructor(log: ProblemLog) {
    this.log = log;
  }

  /** The plugins passed in code; `undefined` until the first generation has recognised them. */
  get carried(): readonly PluginRecord[] | undefined {
    return this.#carried;
  }

  carry(records: readonly PluginRecord[]): void {
    this.#carried = records;
  }

  /** Whether a problem belongs to a plugin that is carried over, and not to what one roster says of it. */
  owns({ plugin, phase }: Problem): boolean {
    return phase !== "roster" && this.#carried?.some(({ name }) => name === plugin) === true;
  }

  /** Where the faults of a generation that is over are reported, with its number. */
  reportFor(generation: number): ReportProblem {
    return (problem) => this.log.report(this.owns(problem) ? problem : { ...problem, generation });
  }

  attach({ hooks, eventBus, services }: OwnParts): void {
    this.hooks.attach(hooks);
    this.eventBus.attach(eventBus);
    this.services.attach(services);
  }

  setCurrent({ eventBus, services }: OwnParts): void {
    this.eventBus.setCurrent(eventBus);
    this.services.setCurrent(services);
  }

  forget({ hooks, eventBus, services }: OwnParts): void {
    this.hooks.forget(hooks);
    this.eventBus.forget(eventBus);
    this.services.forget(services);
  }

  /** Stops the plugins passed in code, in reverse order. Called once, when every generation is over. */
  stop(): Promise<void> {
    return stopPlugins(this.#carried ?? [], this.log.report);
  }
}
