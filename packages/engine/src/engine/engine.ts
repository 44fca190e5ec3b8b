import { createConsoleLogger, createEventBus, createServiceRegistry, type HostEventBus } from "@asky/manager";
import {
  createEvent,
  ENGINE_STARTED,
  ENGINE_STOPPED,
  type Problem,
  type Services,
  type StartupReport,
} from "@asky/sdk";
import { type Daemon, ServerDaemon } from "../daemon/daemon.ts";
import { auditNotClosed, wrongOrder } from "../errors/lifecycle.ts";
import { checkMessage, type IncomingMessage } from "../turn/message.ts";
import type { TurnResult } from "../turn/turn-result.ts";
import { Conversations } from "./conversations.ts";
import type { EngineSettings } from "./engine-options.ts";
import { findAbort } from "./find-abort.ts";
import { createHostParts, type Ground, type HostParts } from "./host-parts.ts";
import { type ShutdownReport, ShutdownSteps } from "./shutdown-report.ts";

type State = "new" | "starting" | "started" | "stopping" | "stopped";

/**
 * A host for plugins: starts them, answers messages with a model and tools, runs their servers, stops everything again.
 * Made by `buildEngine()`; lives once.
 *
 * @see docs/contracts.md#tether-4
 */
export class Engine {
  /** Where plugins and hosts watch. There from the beginning; `drain()` waits for what was emitted so far. */
  readonly eventBus: HostEventBus;
  /** What host and plugins offer each other; the host offers `status` and `audit` from `startup()` on. */
  readonly services: Services;
  readonly #ground: Ground;
  readonly #daemon: ServerDaemon;
  /** Problems from before there was a report to put them in. */
  readonly #early: Problem[] = [];
  #state: State = "new";
  #isServing = false;
  #parts: HostParts | undefined;
  #conversations: Conversations | undefined;
  #startup: Promise<void> | undefined;
  #shutdown: Promise<ShutdownReport> | undefined;

  /** @internal Made by `buildEngine()`. */
  constructor(settings: EngineSettings) {
    const report = (problem: Problem): void => this.#report(problem);
    const logger = settings.logger ?? createConsoleLogger();
    const eventBus = createEventBus({ report });
    const services = createServiceRegistry({ report });
    this.#ground = { settings, eventBus, services, logger, report };
    this.#daemon = new ServerDaemon({ logger, report });
    this.eventBus = eventBus;
    this.services = services;
  }

  /** The servers that plugins have registered, and how they fare. */
  get daemon(): Daemon {
    return this.#daemon.view;
  }

  /**
   * Reads configuration, policies and roster, activates and starts the plugins, `audit` first, and emits
   * `engine.started`. Called once.
   *
   * @throws PluginError `STARTUP_ABORTED` when a plugin failed whose failure is not accepted; what had started is then
   *   stopped again. `LIFECYCLE_ORDER` when it was called before.
   */
  async startup(): Promise<void> {
    if (this.#state !== "new") throw wrongOrder("startup()", `when the engine was ${this.#state}`);
    this.#state = "starting";
    this.#startup = this.#start();
    await this.#startup;
  }

  /**
   * Collects the plugins' servers and starts them in order; one that fails is reported. Called once, after `startup()`.
   *
   * @throws PluginError `LIFECYCLE_ORDER`.
   */
  async serve(): Promise<void> {
    const { manager } = this.#running("serve()").parts;
    if (this.#isServing) throw wrongOrder("serve()", "a second time");
    this.#isServing = true;
    await this.#daemon.start(manager.hookRegistry);
  }

  /**
   * Answers one message. Messages of one session are answered one after the other, those of different sessions side by
   * side. Faults of plugins, models and tools end in the result, never in a rejection.
   *
   * @throws TypeError when the message is empty or malformed; PluginError `LIFECYCLE_ORDER` when the engine is not
   *   running.
   */
  async handleMessage(message: IncomingMessage): Promise<TurnResult> {
    const { conversations } = this.#running("handleMessage()");
    checkMessage(message);
    return await conversations.answer(message);
  }

  /**
   * Closes a session as soon as its messages are answered; the next message of that id opens a new one.
   *
   * @returns whether it was open.
   * @throws PluginError `LIFECYCLE_ORDER` when the engine is not running.
   */
  async endSession(sessionId: string): Promise<boolean> {
    return await this.#running("endSession()").conversations.close(sessionId);
  }

  /**
   * Stops in this order: running turns are interrupted, sessions closed, `engine.stopped` emitted and delivered, servers
   * stopped in reverse, plugins in reverse, the audit log closed. Faults are reported and the rest goes on. Before
   * `startup()` it does nothing; every later call gets the same promise.
   *
   * @returns what ended, in order.
   */
  shutdown(): Promise<ShutdownReport> {
    if (this.#state === "new") return Promise.resolve(new ShutdownSteps().report());
    this.#shutdown ??= this.#stop();
    return this.#shutdown;
  }

  /** Everything that happened to the plugins so far. A snapshot; also the service `status`. */
  report(): StartupReport {
    if (this.#parts) return this.#parts.manager.report();
    const { configDir } = this.#ground.settings;
    const startedAt = new Date().toISOString();
    return { startedAt, durationMs: 0, configDir, plugins: [], problems: [...this.#early] };
  }

  async #start(): Promise<void> {
    const { settings, eventBus, services } = this.#ground;
    try {
      const parts = await createHostParts(this.#ground);
      const { manager, audit } = parts;
      this.#parts = parts;
      for (const problem of [...this.#early.splice(0), ...parts.problems]) manager.reportProblem(problem);
      services.provide("status", Object.freeze({ report: () => this.report() }));
      services.provide("audit", audit);
      await manager.discoverAndLoad();
      this.#throwIfAborted(manager.report());
      await manager.activateAll();
      this.#throwIfAborted(manager.report());
      await manager.startAll();
      this.#throwIfAborted(manager.report());
      this.#conversations = new Conversations(
        {
          hooks: manager.hookRegistry,
          gate: parts.gate,
          model: parts.model,
          modelName: parts.model.name,
          config: parts.config,
          report: this.#ground.report,
          toolRenames: (plugin) => manager.toolRenames(plugin),
        },
        eventBus,
        settings.directory,
      );
      this.#state = "started";
      void eventBus.emit(createEvent(ENGINE_STARTED, {}));
    } catch (error) {
      await this.#stopPlugins(new ShutdownSteps());
      this.#state = "stopped";
      throw error;
    }
  }

  #throwIfAborted(report: StartupReport): void {
    const abort = findAbort(report, this.#ground.settings.plugins);
    if (abort) throw abort;
  }

  async #stop(): Promise<ShutdownReport> {
    const steps = new ShutdownSteps();
    // A start-up is not cut short; when it has failed it has stopped everything itself.
    await this.#startup?.catch(() => {});
    if (this.#state !== "started") return steps.report();
    this.#state = "stopping";
    const { eventBus } = this.#ground;
    const conversations = this.#conversations as Conversations;

    await steps.time("turns", `${conversations.turnCount}`, () => conversations.interrupt());
    for (const id of conversations.sessionIds) {
      await steps.time("session", id, () => conversations.close(id));
    }
    await steps.time("event", ENGINE_STOPPED, async () => {
      void eventBus.emit(createEvent(ENGINE_STOPPED, {}));
      await eventBus.drain();
    });
    await this.#daemon.stop((name, work) => steps.time("server", name, work));
    await this.#stopPlugins(steps);
    this.#state = "stopped";
    return steps.report();
  }

  async #stopPlugins(steps: ShutdownSteps): Promise<void> {
    if (!this.#parts) return;
    const { manager, audit } = this.#parts;
    await manager.deactivateAll();
    steps.addPlugins(manager.report());
    await steps.time("audit", audit.path, () =>
      audit.close().catch((error: unknown) => this.#report(auditNotClosed(error))),
    );
  }

  #running(method: string): { readonly parts: HostParts; readonly conversations: Conversations } {
    if (this.#state !== "started" || this.#shutdown || !this.#parts || !this.#conversations) {
      throw wrongOrder(
        method,
        this.#state === "new" ? "before startup()" : "when the engine was not running",
      );
    }
    return { parts: this.#parts, conversations: this.#conversations };
  }

  #report(problem: Problem): void {
    if (this.#parts) this.#parts.manager.reportProblem(problem);
    else this.#early.push(problem);
  }
}
