import type { PluginReport, Problem } from "@asky/sdk";
import type { TestHost } from "../host/test-host.ts";
import type { Watch, WatchMark } from "../observe/watch.ts";
import type { RunningResource } from "../observe/watcher.ts";
import { withinBudget } from "../observe/within-budget.ts";
import { listProblems } from "./tell-problem.ts";

/**
 * One life of the subject in a host of its own. Where something hangs, the host's clock goes past the deadline when the
 * budget is over, so that the manager cuts it off and reports it.
 */
export class PluginLife {
  readonly host: TestHost;
  readonly watch: Watch;
  readonly #budgetMs: number;
  readonly #mark: WatchMark;
  readonly #nameOf: (life: PluginLife) => string | undefined;

  constructor(
    host: TestHost,
    settings: {
      readonly watch: Watch;
      readonly budgetMs: number;
      readonly nameOf: (life: PluginLife) => string | undefined;
    },
  ) {
    this.host = host;
    this.watch = settings.watch;
    this.#budgetMs = settings.budgetMs;
    this.#nameOf = settings.nameOf;
    this.#mark = settings.watch.mark();
  }

  /** The subject's name; empty when it was not even recognised. */
  get name(): string {
    return this.#nameOf(this) ?? "";
  }

  get report(): PluginReport | undefined {
    return this.host.plugin(this.name);
  }

  /** What went wrong with the subject, or with nobody in particular. */
  get problems(): readonly Problem[] {
    const { name } = this;
    return this.host.problems().filter(({ plugin }) => plugin === undefined || plugin === name);
  }

  async load(): Promise<void> {
    await this.manage("Loading it", () => this.host.manager.discoverAndLoad());
  }

  async activate(): Promise<void> {
    await this.load();
    await this.manage("Activating it", () => this.host.manager.activateAll());
  }

  async start(): Promise<void> {
    await this.activate();
    await this.manage("Starting it", () => this.host.manager.startAll());
  }

  /** @throws Error when it did not come up. */
  async begin(): Promise<void> {
    await this.start();
    if (this.report?.state !== "started") throw new Error(`It did not start. ${listProblems(this.problems)}`);
  }

  async end(): Promise<void> {
    await this.manage("Stopping it", () => this.host.manager.deactivateAll());
  }

  /** What it still keeps running, and what nobody has caught since this life began. */
  async leftovers(): Promise<readonly RunningResource[]> {
    return this.watch.runningSince(this.#mark);
  }

  get strays(): readonly unknown[] {
    return this.watch.strays.slice(this.#mark.strays).map(({ error }) => error);
  }

  /**
   * Ends this life and everything it has left, so that the next one is not disturbed and the process can end. Whether it
   * ended in time.
   */
  async close(budgetMs: number): Promise<boolean> {
    const { clock } = this.host;
    const isInTime = await withinBudget("Stopping it", () => this.host.stop(), { budgetMs, clock });
    this.watch.releaseSince(this.#mark);
    return isInTime;
  }

  /**
   * Awaits work of the manager, which cuts off and reports what hangs.
   *
   * @throws whatever the work throws; Error when not even a deadline ends it.
   */
  async manage(what: string, work: () => unknown): Promise<void> {
    await this.inTime(what, work);
  }

  /**
   * Awaits work of the subject alone. Whether it was in time.
   *
   * @throws whatever the work throws; Error when it never ends.
   */
  inTime(what: string, work: () => unknown): Promise<boolean> {
    return withinBudget(what, work, { budgetMs: this.#budgetMs, clock: this.host.clock });
  }
}
