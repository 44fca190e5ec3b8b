import type { GenerationChanges, HookRegistry, StartupReport } from "@asky/sdk";
import type { Clock } from "../deadline/clock.ts";
import { EXPIRED, settleWithin } from "../deadline/settle-within.ts";
import { drainExpired } from "../errors/generation.ts";
import { problemOf } from "../errors/lifecycle.ts";
import type { HostEventBus } from "../events/event-bus.ts";
import type { GenerationParts, OwnParts } from "../manager/generation-parts.ts";
import type { PluginManager } from "../manager/plugin-manager.ts";
import type { HostServices } from "../services/service-registry.ts";
import type { LastingHost } from "./lasting-host.ts";

/** One turn's hold on a generation: what the turn works with from beginning to end. */
export interface Lease {
  readonly generation: number;
  readonly manager: PluginManager;
  readonly hookRegistry: HookRegistry;
  readonly eventBus: HostEventBus;
  readonly services: HostServices;
  /**
   * Aborts when the generation is stopped although the turn still holds it. Make it part of the turn's own signal: guards
   * stop with their plugins, and what the turn tries afterwards must be denied.
   */
  readonly signal: AbortSignal;
  /** Gives the generation back. Called once the turn is over; further calls do nothing. */
  release(): void;
  [Symbol.dispose](): void;
}

/** How long an old generation may be in use. */
export interface DrainLimit {
  /** Milliseconds; 0 means for ever. */
  readonly drainMs: number;
  readonly clock: Clock;
}

/** What a generation gets from those around it. */
export interface GenerationSetting {
  readonly number: number;
  readonly lasting: LastingHost;
  readonly createManager: (parts: GenerationParts) => PluginManager;
  /** The older generations that are still in use. */
  readonly draining: (self: Generation) => NonNullable<StartupReport["draining"]>;
}

/** One set of plugins with all that belongs to it: in use, then draining, then stopped. */
export class Generation {
  readonly number: number;
  readonly manager: PluginManager;
  changes: GenerationChanges | undefined;
  readonly #lasting: LastingHost;
  #ownParts: OwnParts | undefined;
  readonly #controller = new AbortController();
  #leases = 0;
  #retirement: Promise<void> | undefined;
  #whenUnused: () => void = () => {};

  constructor({ number, lasting, createManager, draining }: GenerationSetting) {
    const { hooks, eventBus, services, log } = lasting;
    const reportLate = lasting.reportFor(number);
    this.number = number;
    this.#lasting = lasting;
    this.manager = createManager({
      lasting: { hooks, eventBus, services, report: log.report },
      log,
      carried: lasting.carried,
      carry: (records) => lasting.carry(records),
      attach: (own) => {
        this.#ownParts = own;
        lasting.attach(own);
      },
      divert: (problem) => {
        if (!lasting.owns(problem) && !this.#retirement) return false;
        reportLate(problem);
        return true;
      },
      reportLate,
      facts: () => {
        const older = draining(this);
        return {
          generation: number,
          ...(this.changes && { changes: this.changes }),
          ...(older.length > 0 && { draining: older }),
        };
      },
    });
  }

  get #parts(): OwnParts {
    if (!this.#ownParts) throw new TypeError("The manager has not attached its parts.");
    return this.#ownParts;
  }

  /** How many turns hold it. */
  get leases(): number {
    return this.#leases;
  }

  acquire(): Lease {
    this.#leases += 1;
    let isHeld = true;
    const release = (): void => {
      if (!isHeld) return;
      isHeld = false;
      this.#leases -= 1;
      if (this.#leases === 0) this.#whenUnused();
    };
    const { manager, number } = this;
    return Object.freeze({
      generation: number,
      manager,
      hookRegistry: manager.hookRegistry,
      eventBus: manager.eventBus,
      services: manager.services,
      signal: this.#controller.signal,
      release,
      [Symbol.dispose]: release,
    });
  }

  /** From now on, what outlives generations emits into this one and asks it for services. */
  makeCurrent(): void {
    this.#lasting.setCurrent(this.#parts);
  }

  /**
   * Waits until no turn holds it and its events are delivered, but only so long, and stops its plugins. Called once
   * nobody can acquire it any more; later calls get the same promise.
   */
  retire(limit: DrainLimit): Promise<void> {
    this.#retirement ??= this.#retire(limit);
    return this.#retirement;
  }

  /** Stops what has never been current. */
  async discard(): Promise<void> {
    await this.manager.deactivateAll();
    this.#lasting.forget(this.#parts);
  }

  async #retire({ drainMs, clock }: DrainLimit): Promise<void> {
    const unused = this.#untilUnused();
    const drain = unused.then(() => this.manager.eventBus.drain());
    const drained = await settleWithin(drain, { timeoutMs: drainMs, clock, onLate: () => {} });
    if (drained === EXPIRED) {
      const reason = drainExpired(this.number, this.#leases, drainMs);
      this.manager.reportProblem(problemOf(reason, "warning", "stop"));
      this.#controller.abort(reason);
    }
    await this.manager.deactivateAll();
    // A turn that goes on nevertheless is still watched by those who outlive it.
    void unused.then(() => this.#lasting.forget(this.#parts));
  }

  #untilUnused(): Promise<void> {
    if (this.#leases === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenUnused = resolve;
    });
  }
}
