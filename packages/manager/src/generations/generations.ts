import type { HostConfig, Problem, StartupReport } from "@asky/sdk";
import { type Clock, systemClock } from "../deadline/clock.ts";
import { handOverFailed, notRunning, reloadRefused, stoppedMeanwhile } from "../errors/generation.ts";
import type { HostEventBus } from "../events/event-bus.ts";
import { createConsoleLogger } from "../logging/console-logger.ts";
import { type ScopableLogger, scopeLogger } from "../logging/scope-logger.ts";
import { PluginManager, type PluginManagerOptions } from "../manager/plugin-manager.ts";
import { createProblemLog } from "../problems/problem-log.ts";
import type { HostServices } from "../services/service-registry.ts";
import { findAborts, findObstacles } from "./find-obstacles.ts";
import { Generation, type Lease } from "./generation.ts";
import { LastingHost } from "./lasting-host.ts";
import { listChanges } from "./list-changes.ts";

/** What {@link Generations} takes besides the configuration: what a manager takes, but for bus and services. */
export interface GenerationsOptions extends Omit<PluginManagerOptions, "eventBus" | "services"> {
  /** How long running turns may hold an old generation, in milliseconds; 0 means for ever. @defaultValue 30000 */
  readonly drainMs?: number;
  /**
   * Called when a new generation has started and is about to take over, for what only one of them can have: ports. Stop
   * the servers of `from` and start those of `to`; `handOverServers` does both. Rejects when that is not possible, and
   * then leaves `from` as it was: the old generation stays.
   */
  readonly handOver?: (from: PluginManager, to: PluginManager) => Promise<void>;
}

/** What became of a reload. */
export type ReloadOutcome =
  | {
      /** The new generation has taken over. */
      readonly kind: "swapped";
      readonly generation: number;
      readonly report: StartupReport;
    }
  | {
      /** The old generation stays; the new one is stopped again. */
      readonly kind: "kept";
      readonly generation: number;
      /** What happened to the new one. */
      readonly report: StartupReport;
      /** What stood in the way. */
      readonly problems: readonly Problem[];
    };

const DRAIN_MS = 30_000;

interface Setting {
  readonly config: HostConfig;
  readonly options: GenerationsOptions & { readonly logger: ScopableLogger; readonly clock: Clock };
}

/**
 * Runs plugins so that they can be reloaded while the host works. A reload builds a new manager from the files as they are
 * now; when it has started it takes over, and the old one is stopped when no turn holds it any more. Turns see one
 * generation from beginning to end. Plugins passed in code live once, in all generations.
 *
 * @see docs/decisions/0004-generations.md
 */
export class Generations {
  /** The host's own bus: hears the events of all generations, emits into the current one. */
  readonly eventBus: HostEventBus;
  /** The host's own services: what is offered here is offered in all generations. Provide them before `start()`. */
  readonly services: HostServices;
  readonly #configDir: string;
  readonly #readSetting: () => Setting;
  #knownSetting: Setting | undefined;
  readonly #lasting: LastingHost;
  #isRunning = false;
  #isStopped = false;
  #count = 0;
  #latest: Generation | undefined;
  /** Older ones that are not stopped yet. */
  #draining: readonly Generation[] = [];
  /** Start, reloads and stop, one after the other. */
  #work: Promise<unknown> = Promise.resolve();
  #started: Promise<readonly Problem[]> | undefined;
  /** The reload that has been asked for and not begun. */
  #nextReload: Promise<ReloadOutcome> | undefined;
  #stopped: Promise<void> | undefined;

  /**
   * Does no I/O and runs no plugin.
   *
   * @param config - the host's configuration; JSON values only. The same for all generations.
   * @param configDir - the folder of `plugins.toml`, absolute.
   * @param options - a function is asked once, when the first generation is needed, and so is one for `config`: for a
   *   host that has bus and services before it has read its files.
   * @throws TypeError when `config` is not JSON.
   */
  constructor(
    config: HostConfig | (() => HostConfig),
    configDir: string,
    options: GenerationsOptions | (() => GenerationsOptions) = {},
  ) {
    this.#configDir = configDir;
    this.#readSetting = () => {
      const given = typeof options === "function" ? options() : options;
      const { logger = createConsoleLogger(), clock = systemClock } = given;
      return {
        config: typeof config === "function" ? config() : config,
        options: { ...given, logger, clock },
      };
    };
    this.#lasting = new LastingHost(
      createProblemLog((plugin) => {
        const { logger } = this.#setting.options;
        return plugin === undefined ? logger : scopeLogger(logger, plugin);
      }),
    );
    this.eventBus = this.#lasting.eventBus;
    this.services = this.#lasting.services;
    if (typeof config !== "function" && typeof options !== "function") void this.#current;
  }

  /** The manager of the generation that new turns get. */
  get current(): PluginManager {
    return this.#current.manager;
  }

  /**
   * Builds the first generation and starts it. Called once; later calls get the same promise.
   *
   * @returns what stands in the way, when a plugin has failed whose failure the host does not accept: the start ended
   *   there, and all that is left is `stop()`. Empty when the plugins run.
   */
  start(): Promise<readonly Problem[]> {
    this.#started ??= this.#inTurn(() => this.#start());
    return this.#started;
  }

  /**
   * Gives a turn its generation. Called at the beginning of each turn, which works with nothing else and releases it.
   *
   * @throws PluginError `LIFECYCLE_ORDER` before `start()` is over and after `stop()`.
   */
  acquire(): Lease {
    this.#assertRunning("acquire()");
    return this.#current.acquire();
  }

  /**
   * Builds a new generation and swaps it in, unless something stands in the way. Reloads run one after the other; all
   * that are asked for while one runs are answered by one more.
   *
   * @returns once the new generation has taken over, or has been stopped again.
   * @throws PluginError (as a rejection) `LIFECYCLE_ORDER` before `start()` is over and after `stop()`.
   */
  async reload(): Promise<ReloadOutcome> {
    this.#assertRunning("reload()");
    this.#nextReload ??= this.#inTurn(() => {
      this.#nextReload = undefined;
      return this.#reload();
    });
    return await this.#nextReload;
  }

  /** Resolves when no old generation is left. */
  async drained(): Promise<void> {
    while (this.#draining.length > 0) await Promise.all(this.#draining.map((one) => this.#retire(one)));
  }

  /**
   * Waits for running turns as long as a reload does, then stops all plugins, those passed in code last. Called at
   * shut-down; later calls get the same promise.
   */
  stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopped ??= this.#inTurn(() => this.#stop());
    return this.#stopped;
  }

  get #setting(): Setting {
    this.#knownSetting ??= this.#readSetting();
    return this.#knownSetting;
  }

  /** The generation that new turns get; the first one is made when it is first asked for. */
  get #current(): Generation {
    if (!this.#latest) {
      this.#latest = this.#create();
      this.#latest.makeCurrent();
    }
    return this.#latest;
  }

  async #start(): Promise<readonly Problem[]> {
    const { manager } = this.#current;
    const problems = await this.#bringUp(manager, () => findAborts(manager.report()));
    if (problems.length === 0) this.#isRunning = true;
    return problems;
  }

  async #reload(): Promise<ReloadOutcome> {
    const from = this.#current;
    const to = this.#create();
    const problems = await this.#prepare(from, to);
    if (problems.length > 0) {
      await to.discard();
      if (!this.#isStopped) from.manager.reportProblem(reloadRefused(from.number, problems));
      return { kind: "kept", generation: from.number, report: to.manager.report(), problems };
    }
    this.#latest = to;
    to.makeCurrent();
    this.#draining = [...this.#draining, from];
    void this.#retire(from);
    return { kind: "swapped", generation: to.number, report: to.manager.report() };
  }

  /** Starts a generation and hands over to it. What stands in the way. */
  async #prepare(from: Generation, to: Generation): Promise<readonly Problem[]> {
    const before = from.manager.report();
    const carried = new Set(this.#lasting.carried?.map(({ name }) => name));
    const obstacles = await this.#bringUp(to.manager, () =>
      findObstacles(before, to.manager.report(), carried),
    );
    if (obstacles.length > 0) return obstacles;
    to.changes = listChanges(before, to.manager.report(), carried);
    try {
      await this.#setting.options.handOver?.(from.manager, to.manager);
      return [];
    } catch (error) {
      return [handOverFailed(error)];
    }
  }

  /** Takes a manager through its phases until something stands in the way. */
  async #bringUp(
    manager: PluginManager,
    findProblems: () => readonly Problem[],
  ): Promise<readonly Problem[]> {
    for (const phase of ["discoverAndLoad", "activateAll", "startAll"] as const) {
      if (this.#isStopped) return [stoppedMeanwhile()];
      await manager[phase]();
      const problems = findProblems();
      if (problems.length > 0) return problems;
    }
    return this.#isStopped ? [stoppedMeanwhile()] : [];
  }

  async #stop(): Promise<void> {
    if (this.#latest) this.#draining = [...this.#draining, this.#latest];
    await this.drained();
    await this.#lasting.stop();
  }

  async #retire(generation: Generation): Promise<void> {
    const { drainMs = DRAIN_MS, clock } = this.#setting.options;
    await generation.retire({ drainMs, clock });
    this.#draining = this.#draining.filter((other) => other !== generation);
  }

  #create(): Generation {
    const { config, options } = this.#setting;
    this.#count += 1;
    return new Generation({
      number: this.#count,
      lasting: this.#lasting,
      createManager: (parts) => new PluginManager(config, this.#configDir, options, parts),
      draining: (self) => {
        const older = this.#draining.filter(({ number }) => number < self.number);
        return older.map(({ number, leases }) => ({ generation: number, leases }));
      },
    });
  }

  #assertRunning(method: string): void {
    if (this.#isStopped) throw notRunning(method, "after stop()");
    if (!this.#isRunning) throw notRunning(method, "before start() was over");
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#work.then(work);
    this.#work = result.catch(() => {});
    return result;
  }
}
