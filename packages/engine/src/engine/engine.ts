import { join } from "node:path";
import {
  createConsoleLogger,
  Generations,
  type GenerationsOptions,
  type HostEventBus,
  type PluginManager,
  type ReloadOutcome,
  type ScopableLogger,
} from "@asky/manager";
import { AuditPlugin } from "@asky/plugin-audit";
import {
  createEvent,
  ENGINE_STARTED,
  ENGINE_STOPPED,
  type HookRegistry,
  type PluginReport,
  type Problem,
  type Services,
  type StartupReport,
  type Undo,
} from "@asky/sdk";
import { type Daemon, ServerDaemon, type ServerSource } from "../daemon/daemon.ts";
import { auditNotClosed, hooksNotThere, wrongOrder } from "../errors/lifecycle.ts";
import { sessionsService } from "../sessions/sessions-service.ts";
import { checkMessage, checkTurnOptions, type IncomingMessage, type TurnOptions } from "../turn/message.ts";
import type { TurnResult } from "../turn/turn-result.ts";
import { Conversations } from "./conversations.ts";
import type { EngineSettings } from "./engine-options.ts";
import type { EngineTurn } from "./engine-turn.ts";
import { findAbort } from "./find-abort.ts";
import { createHostParts, type HostParts } from "./host-parts.ts";
import { readPolicy } from "./read-policy.ts";
import { type ShutdownReport, ShutdownSteps } from "./shutdown-report.ts";
import { createTurnHosts } from "./turn-hosts.ts";

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
  readonly #settings: EngineSettings;
  readonly #generations: Generations;
  readonly #daemon: ServerDaemon;
  /** Problems from before there was a report to put them in. */
  readonly #early: Problem[] = [];
  readonly #ended: Promise<ShutdownReport>;
  #resolveEnded: (report: ShutdownReport) => void = () => {};
  #state: State = "new";
  #isServing = false;
  #parts: HostParts | undefined;
  #conversations: Conversations | undefined;
  #uninstallOwners: Undo = () => {};
  #startup: Promise<void> | undefined;
  #shutdown: Promise<ShutdownReport> | undefined;

  /** @internal Made by `buildEngine()`. */
  constructor(settings: EngineSettings) {
    const logger = settings.logger ?? createConsoleLogger();
    this.#settings = settings;
    this.#generations = new Generations(
      () => this.#madeParts.config,
      settings.configDir,
      () => this.#generationOptions(logger),
    );
    this.#daemon = new ServerDaemon({ logger, report: this.#report, clock: settings.clock });
    this.eventBus = this.#generations.eventBus;
    this.services = this.#generations.services;
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /**
   * The hooks of the running plugins, for callers that fire points of their own loop, such as `pre_llm_call`. Frozen when
   * `startup()` is over.
   *
   * @throws PluginError `LIFECYCLE_ORDER` before `startup()`.
   */
  get hooks(): HookRegistry {
    if (!this.#parts) throw hooksNotThere();
    return this.#generations.current.hookRegistry;
  }

  /** How many messages and turns are running or waiting. */
  get turnCount(): number {
    return this.#conversations?.turnCount ?? 0;
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
    this.#running("serve()");
    if (this.#isServing) throw wrongOrder("serve()", "a second time");
    this.#isServing = true;
    await this.#daemon.start(serversOf(this.#generations.current));
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
   * Opens a turn for a caller that drives a model of its own: the session starts when it is new, the tools are collected,
   * and every call takes the way of {@link handleMessage}. Turns and messages of one session follow each other, so this
   * waits for those before, and those after wait until the turn is closed. Events of messages, and what was said, are the
   * caller's own affair.
   *
   * @throws TypeError when an option is malformed; PluginError `LIFECYCLE_ORDER` when the engine is not running; the
   *   signal's reason when it aborts before the turn is open.
   */
  async openTurn(options: TurnOptions = {}): Promise<EngineTurn> {
    const { conversations } = this.#running("openTurn()");
    checkTurnOptions(options, "of openTurn()");
    return await conversations.open(options);
  }

  /**
   * Reads policies and roster again and swaps the plugins in between turns; those passed in code live on. Turns that run
   * keep what they began with. When the new ones do not start, the old ones stay.
   *
   * @throws PluginError `LIFECYCLE_ORDER` when the engine is not running.
   */
  async reload(): Promise<ReloadOutcome> {
    const { parts } = this.#running("reload()");
    const { policy, problems } = await readPolicy(join(this.#settings.configDir, "policies"));
    parts.policy = policy;
    const outcome = await this.#generations.reload();
    for (const problem of problems) this.#report(problem);
    return outcome;
  }

  /**
   * Interrupts what runs or waits in a chat; each of those messages is answered with `stopReason: "interrupted"`.
   *
   * @returns how many they were.
   * @throws PluginError `LIFECYCLE_ORDER` when the engine is not running.
   */
  interrupt(chatId = "local"): number {
    return this.#running("interrupt()").conversations.interruptChat(chatId);
  }

  /**
   * Closes a session as soon as its messages are answered: the next message of its user and chat opens another one. One
   * that names it resumes it.
   *
   * @returns whether it was open.
   * @throws PluginError `LIFECYCLE_ORDER` when the engine is not running.
   */
  async endSession(sessionId: string): Promise<boolean> {
    return await this.#running("endSession()").conversations.close(sessionId);
  }

  /**
   * Stops in this order: running turns are interrupted, sessions suspended, `engine.stopped` emitted and delivered, servers
   * stopped in reverse, plugins in reverse, the audit log closed. Faults are reported and the rest goes on. Before
   * `startup()` it does nothing; every later call gets the same promise.
   *
   * @returns what ended, in order.
   */
  shutdown(): Promise<ShutdownReport> {
    if (this.#state === "new") return Promise.resolve(new ShutdownSteps().report());
    this.#shutdown ??= this.#stop().then((report) => {
      this.#resolveEnded(report);
      return report;
    });
    return this.#shutdown;
  }

  /** Resolves when the engine has shut down, whoever asked for it: also a plugin whose failure at work ends the host. */
  whenStopped(): Promise<ShutdownReport> {
    return this.#ended;
  }

  /** Everything that happened to the plugins so far. A snapshot; also the service `status`. */
  report(): StartupReport {
    if (this.#parts) return this.#generations.current.report();
    const { configDir } = this.#settings;
    const startedAt = new Date().toISOString();
    return { startedAt, durationMs: 0, configDir, plugins: [], problems: [...this.#early] };
  }

  async #start(): Promise<void> {
    const { eventBus } = this;
    try {
      const parts = await createHostParts({ settings: this.#settings, eventBus, report: this.#report });
      this.#parts = parts;
      for (const problem of [...this.#early.splice(0), ...parts.problems]) this.#report(problem);
      this.#uninstallOwners = this.#settings.owners?.install() ?? (() => {});
      this.#offerServices(parts);
      await this.#generations.start();
      this.#throwIfAborted();
      this.#conversations = new Conversations({
        acquire: createTurnHosts({
          generations: this.#generations,
          parts,
          settings: this.#settings,
          report: this.#report,
        }),
        eventBus,
        sessions: parts.sessions,
        chatModes: parts.chatModes,
        endApprovals: (sessionId) => parts.approvals.endSession(sessionId),
        modelName: parts.model.name,
        directory: this.#settings.directory,
      });
      this.#state = "started";
      void eventBus.emit(createEvent(ENGINE_STARTED, {}));
    } catch (error) {
      await this.#stopPlugins(new ShutdownSteps());
      this.#state = "stopped";
      throw error;
    }
  }

  get #madeParts(): HostParts {
    if (!this.#parts) throw hooksNotThere();
    return this.#parts;
  }

  #generationOptions(logger: ScopableLogger): GenerationsOptions {
    const { clock, directory, roster, plugins, owners } = this.#settings;
    const { audit, ledger } = this.#madeParts;
    return {
      logger,
      clock,
      projectDir: directory,
      roster,
      plugins: [new AuditPlugin(audit), ...plugins],
      ...(owners && { owners }),
      ...(ledger && { record: ledger.record }),
      onFailed: (plugin) => this.#endAfter(plugin),
      handOver: async (from, to) => {
        const carried = new Set(
          from.report().plugins.flatMap(({ name, module }) => (module === undefined ? [name] : [])),
        );
        await this.#daemon.replace(serversOf(to), carried);
      },
    };
  }

  #offerServices({ audit, sessions, chatModes, config }: HostParts): void {
    const { services } = this;
    services.provide("status", Object.freeze({ report: () => this.report() }));
    services.provide("audit", audit);
    services.provide(
      "sessions",
      sessionsService(sessions, (id) => this.endSession(id)),
    );
    services.provide("approvals", chatModes.service);
    services.provide("config", Object.freeze({ get: () => config }));
  }

  /** A plugin that the host cannot do without has failed at work. */
  #endAfter({ onFailure }: PluginReport): void {
    if (onFailure === "abort" && this.#state === "started") void this.shutdown();
  }

  #throwIfAborted(): void {
    const abort = findAbort(this.report(), this.#settings.plugins);
    if (abort) throw abort;
  }

  async #stop(): Promise<ShutdownReport> {
    const steps = new ShutdownSteps();
    // A start-up is not cut short; when it has failed it has stopped everything itself.
    await this.#startup?.catch(() => {});
    if (this.#state !== "started") return steps.report();
    this.#state = "stopping";
    const { eventBus } = this;
    const conversations = this.#conversations as Conversations;

    await steps.time("turns", `${conversations.turnCount}`, () => conversations.interrupt());
    for (const id of conversations.sessionIds) {
      await steps.time("session", id, () => conversations.suspend(id));
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
    const { audit, ledger, approvals, chatModes } = this.#parts;
    approvals.close();
    await this.#generations.stop();
    steps.addPlugins(this.report());
    await chatModes.flush();
    await steps.time("audit", audit.directory, () =>
      audit.close().catch((error: unknown) => this.#report(auditNotClosed(error))),
    );
    await ledger?.close();
    this.#uninstallOwners();
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

  readonly #report = (problem: Problem): void => {
    if (this.#parts) this.#generations.current.reportProblem(problem);
    else this.#early.push(problem);
  };
}

function serversOf(manager: PluginManager): ServerSource {
  return { hooks: manager.hookRegistry, enter: (plugin, code) => manager.enter(plugin, code) };
}
