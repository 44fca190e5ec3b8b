import {
  type AskyPlugin,
  type ConfigLoadedPayload,
  freezeJson,
  type HookRegistry,
  type HostConfig,
  type PluginReport,
  type Problem,
  type StartupReport,
  type TetherPlugin,
} from "@asky/sdk";
import type { HostParts } from "../context/create-context.ts";
import { type Clock, systemClock } from "../deadline/clock.ts";
import { problemOf, wrongOrder } from "../errors/lifecycle.ts";
import { createEventBus, type HostEventBus } from "../events/event-bus.ts";
import { createHookRegistry } from "../hooks/hook-registry.ts";
import type { InvocationRecorder } from "../hooks/invocation-record.ts";
import { activatePlugins } from "../lifecycle/activate-plugins.ts";
import { type FailureListener, isUp, type PluginRecord, reportPlugins } from "../lifecycle/plugin-record.ts";
import { startPlugins } from "../lifecycle/start-plugins.ts";
import { stopPlugins } from "../lifecycle/stop-plugins.ts";
import { endDependents } from "../lifecycle/take-stray.ts";
import { createConsoleLogger } from "../logging/console-logger.ts";
import { type ScopableLogger, scopeLogger } from "../logging/scope-logger.ts";
import type { OwnerTracking } from "../owners/owner-tracking.ts";
import { createProblemLog, type ProblemLog } from "../problems/problem-log.ts";
import { createRedirectableReport, type RedirectableReport } from "../problems/redirect-report.ts";
import { createServiceRegistry, type HostServices } from "../services/service-registry.ts";
import type { GenerationParts } from "./generation-parts.ts";
import { loadPassed, loadPlugins } from "./load-plugins.ts";
import type { PassedPlugin, PassedPluginEntry } from "./passed-plugin.ts";

/** What {@link PluginManager} takes besides the configuration. All of it optional. */
export interface PluginManagerOptions {
  /** @defaultValue a fresh one; a bus of the host's own lives on after `deactivateAll` */
  readonly eventBus?: HostEventBus;
  /** @defaultValue a fresh one */
  readonly services?: HostServices;
  /** @defaultValue the console, from level `info` */
  readonly logger?: ScopableLogger;
  /** Where deadlines take the time from. @defaultValue the machine's own */
  readonly clock?: Clock;
  /** Told of every hook call with its duration, outcome and changes. @defaultValue nobody, and nothing is measured */
  readonly record?: InvocationRecorder;
  /** Who answers for what plugins leave behind; one serves all managers of a process. @defaultValue nobody is tracked */
  readonly owners?: OwnerTracking;
  /**
   * Told when a plugin at work has failed and was ended, or has lost a plugin that it depends on. Only tracked owners can
   * fail at work. A host that cannot do without the plugin (`onFailure: "abort"`) stops itself here. @defaultValue nobody is told
   */
  readonly onFailed?: (plugin: PluginReport) => void;
  /** Where packages are looked for after the config directory, absolute. @defaultValue nowhere else */
  readonly projectDir?: string;
  /** Whether the plugins of `plugins.toml` are loaded at all. @defaultValue true */
  readonly roster?: boolean;
  /** Plugins that come before the roster's, in this order. Their names cannot be taken by the roster. */
  readonly plugins?: readonly (PassedPlugin | PassedPluginEntry)[];
}

/** Which phases are over. */
type Phase = "new" | "loaded" | "active" | "started" | "stopped";

/**
 * Finds, loads, orders and runs plugins. Never throws because of a plugin or a file: every fault is isolated, logged and
 * kept for the report. An instance lives once: its phases run in order, each one once.
 *
 * @see docs/contracts.md#asky-3
 */
export class PluginManager {
  /** The registry that all plugins share. Hosts invoke it; it is frozen once `activateAll` is over. */
  readonly hookRegistry: HookRegistry;
  readonly eventBus: HostEventBus;
  readonly services: HostServices;
  readonly #host: HostParts;
  readonly #log: ProblemLog;
  readonly #logger: ScopableLogger;
  readonly #options: PluginManagerOptions;
  readonly #generation: GenerationParts | undefined;
  readonly #reports: RedirectableReport = createRedirectableReport();
  #records: readonly PluginRecord[] = [];
  /** Those that the plan admitted, in order of activation. */
  #order: readonly PluginRecord[] = [];
  #phase: Phase = "new";
  #work: Promise<void> = Promise.resolve();
  /** Plugins that have failed at work, and what depends on them, on their way out. */
  readonly #endings = new Set<Promise<void>>();
  #startedAt = new Date();
  #durationMs = 0;

  /**
   * @param config - the host's configuration; JSON values only. A deeply frozen copy is what plugins see.
   * @param configDir - the folder of `plugins.toml`, absolute.
   * @param generation - passed by {@link Generations} alone.
   * @throws TypeError when `config` is not JSON.
   */
  constructor(
    config: HostConfig,
    configDir: string,
    options: PluginManagerOptions = {},
    generation?: GenerationParts,
  ) {
    this.#options = options;
    this.#generation = generation;
    this.#logger = options.logger ?? createConsoleLogger();
    this.#log = createProblemLog((plugin) =>
      plugin === undefined ? this.#logger : scopeLogger(this.#logger, plugin),
    );
    this.#reports.redirect((problem) => this.#take(this.#placed(problem)));
    const { report } = this.#reports;
    const clock = options.clock ?? systemClock;
    const hooks = createHookRegistry({ report, clock, record: options.record });
    this.hookRegistry = hooks;
    this.eventBus = options.eventBus ?? createEventBus({ report });
    this.services = options.services ?? createServiceRegistry({ report });
    this.#host = {
      config: freezeJson(config),
      configDir,
      hooks,
      eventBus: this.eventBus,
      services: this.services,
      report,
      clock,
      owners: options.owners,
    };
    generation?.attach({ hooks, eventBus: this.eventBus, services: this.services });
  }

  /**
   * Reads the roster and the packages' manifests, plans the order, imports and constructs. Disabled plugins are not
   * imported. Called once, first.
   */
  discoverAndLoad(): Promise<void> {
    return this.#run("discoverAndLoad()", ["new"], "loaded", async () => {
      this.#startedAt = new Date();
      // What was changed before is nobody's doing.
      this.#options.owners?.changedGlobals();
      const first = this.#generation?.carried ?? this.#loadPassed();
      const loaded = await loadPlugins(this.#host, first, this.#options);
      this.#records = loaded.records;
      this.#order = loaded.order;
      for (const { failureListeners } of loaded.records) failureListeners.add(this.#onFailed);
    });
  }

  /**
   * Activates or initialises every plugin in order, each awaited, then freezes the hooks. Creates data directories. A
   * plugin that fails is rolled back and its dependents are skipped. Called once, after `discoverAndLoad`.
   */
  activateAll(): Promise<void> {
    return this.#run("activateAll()", ["loaded"], "active", async () => {
      const loggerOf = (plugin: string) => scopeLogger(this.#logger, plugin);
      await activatePlugins({
        host: this.#host,
        passedHost: this.#passedHost,
        order: this.#order,
        loggerOf,
      });
      this.hookRegistry.freeze();
    });
  }

  /** Fires `config_loaded`, then starts every plugin in order, each awaited. Called once, after `activateAll`. */
  startAll(): Promise<void> {
    return this.#run("startAll()", ["active"], "started", async () => {
      const payload: ConfigLoadedPayload = Object.freeze({ config: this.#host.config });
      await this.hookRegistry.invoke("config_loaded", payload);
      await startPlugins(this.#order, this.#host);
    });
  }

  /** Stops every plugin that is up, in reverse order of activation. Called at shut-down; a second call does nothing. */
  deactivateAll(): Promise<void> {
    return this.#run("deactivateAll()", ["new", "loaded", "active", "started"], "stopped", async () => {
      this.hookRegistry.freeze();
      // Plugins passed in code outlive a generation.
      const own = this.#generation ? this.#order.filter(({ entry }) => entry) : this.#order;
      for (const { failureListeners } of this.#records) failureListeners.delete(this.#onFailed);
      await Promise.all(this.#endings);
      await stopPlugins(own, this.#host.report);
      // Node keeps the frame in which a module was first imported, and with it this way to report.
      if (this.#generation) this.#reports.redirect(this.#generation.reportLate);
    });
  }

  /** The plugin of that name if it is active; `undefined` when it is not, or has failed or stopped. */
  getPlugin(name: string): AskyPlugin | TetherPlugin | undefined {
    const record = this.#order.find((one) => one.name === name);
    return isUp(record) ? record?.managed?.instance : undefined;
  }

  /** Whether the plugin of that name is loaded and successfully activated. */
  isActive(name: string): boolean {
    return this.getPlugin(name) !== undefined;
  }

  /** Where each plugin stands, sorted by name. */
  listStatus(): readonly PluginReport[] {
    return this.report().plugins.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The names that a plugin's tools are to have, from the roster's `tools.rename`: original name to new name. */
  toolRenames(plugin: string): Readonly<Record<string, string>> {
    return this.#records.find((record) => record.name === plugin)?.entry?.toolRenames ?? {};
  }

  /**
   * Calls code of a plugin that a host has got some other way than by a hook or an event, such as a server's `start()`:
   * what comes of it later then has its owner. Without tracked owners it is a plain call.
   */
  enter<Result>(plugin: string, code: () => Result): Result {
    const owner = this.#records.find((record) => record.name === plugin)?.owner;
    return owner ? owner.enter(code) : code();
  }

  /** Adds a problem to the report and logs it. For hosts: whatever goes wrong with a plugin belongs in one place. */
  reportProblem(problem: Problem): void {
    this.#host.report(problem);
  }

  /** Everything that happened so far. A snapshot. */
  report(): StartupReport {
    const facts = this.#generation?.facts();
    const older = this.#generation?.log.all() ?? [];
    const problems = [...older.map((problem) => unmarked(problem, facts?.generation)), ...this.#log.all()];
    const own = problems.filter(({ generation }) => generation === undefined);
    const names = new Set(this.#records.map((record) => record.name));
    const order = new Set(this.#order);
    const others = this.#records
      .filter((record) => !order.has(record))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return freezeJson({
      startedAt: this.#startedAt.toISOString(),
      durationMs: this.#durationMs,
      configDir: this.#host.configDir,
      ...facts,
      plugins: reportPlugins([...this.#order, ...others], own),
      problems: problems.filter(
        ({ plugin, generation }) => plugin === undefined || generation !== undefined || !names.has(plugin),
      ),
    });
  }

  #loadPassed(): readonly PluginRecord[] {
    const records = loadPassed(this.#passedHost, this.#options.plugins ?? []);
    this.#generation?.carry(records);
    return records;
  }

  /** What plugins passed in code live with. */
  get #passedHost(): HostParts {
    return { ...this.#host, ...this.#generation?.lasting };
  }

  readonly #onFailed: FailureListener = (record, ended) => {
    const ending = this.#endWith(record, ended).finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
  };

  async #endWith(failed: PluginRecord, ended: Promise<void>): Promise<void> {
    await ended;
    const others = await endDependents(failed, this.#order, this.#host);
    const { plugins } = this.report();
    for (const { name } of [failed, ...others]) {
      const plugin = plugins.find((one) => one.name === name);
      if (plugin) this.#options.onFailed?.(plugin);
    }
  }

  #take(problem: Problem): void {
    if (!this.#generation?.divert(problem)) this.#log.report(problem);
  }

  /** What has no place of its own lies where the plugin is named. */
  #placed(problem: Problem): Problem {
    const place = problem.place ?? this.#records.find(({ name }) => name === problem.plugin)?.entry?.place;
    return place ? { ...problem, place } : problem;
  }

  /** One phase at a time, also when a host calls the next one, or the end, before the last is over. */
  #run(method: string, from: readonly Phase[], to: Phase, work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#phase === "stopped" && to === "stopped") return;
      if (!from.includes(this.#phase)) {
        const error = wrongOrder(method, `when the manager was ${this.#phase}`);
        this.#log.report(problemOf(error, "error", "plan"));
        return;
      }
      this.#phase = to;
      await work();
      this.#durationMs = performance.timeOrigin + performance.now() - this.#startedAt.getTime();
    });
    return this.#work;
  }
}

/** A problem of this very generation needs no number. */
function unmarked(problem: Problem, own: number | undefined): Problem {
  const { generation, ...rest } = problem;
  return generation === own ? rest : problem;
}
