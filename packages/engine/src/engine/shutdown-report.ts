import type { StartupReport } from "@asky/sdk";

/** One thing that a shut-down ended. */
export interface ShutdownStep {
  readonly kind: "turns" | "session" | "event" | "server" | "plugin" | "audit";
  /** How many turns were interrupted; the id of the session; the name of event, server or plugin; the log's path. */
  readonly name: string;
  readonly durationMs: number;
}

/** How a host shut down. */
export interface ShutdownReport {
  /** In the order in which things ended. */
  readonly steps: readonly ShutdownStep[];
  readonly durationMs: number;
}

/** Notes down the steps of a shut-down as they are taken. */
export class ShutdownSteps {
  readonly #startedAt = performance.now();
  readonly #steps: ShutdownStep[] = [];

  /** Takes a step and notes how long it took. */
  async time(kind: ShutdownStep["kind"], name: string, work: () => Promise<unknown>): Promise<void> {
    const begin = performance.now();
    await work();
    this.#steps.push({ kind, name, durationMs: performance.now() - begin });
  }

  /** The manager stops plugins in reverse order of activation, which is the order of its report. */
  addPlugins({ plugins }: StartupReport): void {
    for (const { name, state, timings } of plugins.toReversed()) {
      if (state !== "stopped" || timings.stopMs === undefined) continue;
      this.#steps.push({ kind: "plugin", name, durationMs: timings.stopMs });
    }
  }

  report(): ShutdownReport {
    return { steps: [...this.#steps], durationMs: performance.now() - this.#startedAt };
  }
}
