import type { DaemonServerSpec, DaemonService, HookRegistry, Logger, Problem } from "@asky/sdk";
import { describeError } from "../errors/describe-error.ts";
import { serverStartFailed, serverStopFailed } from "../errors/server.ts";
import { type CollectedServer, collectServers } from "./collect-servers.ts";

/** Where one server stands. */
export interface ServerStatus {
  readonly name: string;
  /** Who registered it. */
  readonly plugin: string;
  /** `registered` until its start is over, also when it never ends. */
  readonly state: "registered" | "started" | "failed" | "stopped";
  /** What the server itself says; `false` when asking it fails. */
  readonly isRunning: boolean;
  /** Milliseconds until it was ready. */
  readonly startMs?: number;
  /** Milliseconds until it was down. */
  readonly stopMs?: number;
}

/** The servers that run beside the host: what plugins see, and how they fare. */
export interface Daemon extends DaemonService {
  /** All servers, in the order of registration. */
  status(): readonly ServerStatus[];
}

interface Entry extends CollectedServer {
  state: ServerStatus["state"];
  startMs?: number;
  stopMs?: number;
}

/** Where the daemon writes and reports. */
export interface DaemonOptions {
  readonly logger: Logger;
  readonly report: (problem: Problem) => void;
}

/** Collects servers, starts them in order, stops them in reverse. One that fails harms no other. */
export class ServerDaemon {
  /** What plugins and hosts see of it. */
  readonly view: Daemon;
  readonly #options: DaemonOptions;
  #entries: readonly Entry[] = [];
  #isStopping = false;

  constructor(options: DaemonOptions) {
    this.#options = options;
    const names = (): readonly string[] => this.#entries.map(({ spec }) => spec.name);
    this.view = Object.freeze({
      get serverNames() {
        return names();
      },
      getServer: (name: string) => this.#entries.find(({ spec }) => spec.name === name)?.spec,
      status: () => this.#status(),
    });
  }

  #status(): readonly ServerStatus[] {
    return this.#entries.map(({ plugin, spec, state, startMs, stopMs }) => ({
      name: spec.name,
      plugin,
      state,
      isRunning: this.#isRunning(spec),
      ...(startMs !== undefined && { startMs }),
      ...(stopMs !== undefined && { stopMs }),
    }));
  }

  /** Asks the plugins for their servers and starts these. Called once. */
  async start(hooks: HookRegistry): Promise<void> {
    const servers = await collectServers(hooks, this.view, this.#options.report);
    this.#entries = servers.map((server) => ({ ...server, state: "registered" }));
    for (const entry of this.#entries) {
      if (this.#isStopping) return;
      await this.#startOne(entry);
    }
  }

  /**
   * Stops what has started, last first.
   *
   * @param step - takes each stop, so that the host can note it down.
   */
  async stop(step: (server: string, stop: () => Promise<void>) => Promise<void>): Promise<void> {
    this.#isStopping = true;
    for (const entry of this.#entries.toReversed()) {
      if (entry.state === "started") await step(entry.spec.name, () => this.#stopOne(entry));
    }
  }

  async #startOne(entry: Entry): Promise<void> {
    const { plugin, spec } = entry;
    const begin = performance.now();
    try {
      await spec.start();
      entry.state = "started";
      entry.startMs = performance.now() - begin;
      this.#options.logger.info(`The server "${spec.name}" of "${plugin}" has started.`);
    } catch (error) {
      entry.state = "failed";
      this.#options.report(serverStartFailed(plugin, spec.name, error));
    }
    // The shut-down did not wait for it.
    if (this.#isStopping && entry.state === "started") await this.#stopOne(entry);
  }

  async #stopOne(entry: Entry): Promise<void> {
    const { plugin, spec } = entry;
    const begin = performance.now();
    entry.state = "stopped";
    try {
      await spec.stop();
      this.#options.logger.info(`The server "${spec.name}" of "${plugin}" has stopped.`);
    } catch (error) {
      this.#options.report(serverStopFailed(plugin, spec.name, error));
    }
    entry.stopMs = performance.now() - begin;
  }

  #isRunning(spec: DaemonServerSpec): boolean {
    try {
      return spec.isRunning() === true;
    } catch (error) {
      this.#options.logger.warn(
        `isRunning() of the server "${spec.name}" failed: ${describeError(error)[0]}`,
      );
      return false;
    }
  }
}
