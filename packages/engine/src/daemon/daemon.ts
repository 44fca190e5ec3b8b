import { type Clock, handOverServers } from "@asky/manager";
import type { DaemonServerSpec, DaemonService, HookRegistry, Logger, Problem } from "@asky/sdk";
import { describeError } from "../errors/describe-error.ts";
import { serverStartFailed, serverStopFailed } from "../errors/server.ts";
import { callServer } from "./call-server.ts";
import { type CollectedServer, collectServers } from "./collect-servers.ts";

/** Where one server stands. */
export interface ServerStatus {
  readonly name: string;
  /** Who registered it. */
  readonly plugin: string;
  /** `registered` until its start is over. */
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
  readonly clock: Clock;
  /** For each start and each stop, in milliseconds. @defaultValue 30000 */
  readonly timeoutMs?: number;
}

/** Whose servers are meant: the plugins of one generation. */
export interface ServerSource {
  readonly hooks: HookRegistry;
  /** Calls a plugin's code in its name. */
  enter<Result>(plugin: string, code: () => Result): Result;
}

const TIMEOUT_MS = 30_000;

/** Collects servers, starts them in order, stops them in reverse. One that fails harms no other. */
export class ServerDaemon {
  /** What plugins and hosts see of it. */
  readonly view: Daemon;
  readonly #options: DaemonOptions;
  #entries: readonly Entry[] = [];
  #isServing = false;
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

  /** Asks the plugins for their servers and starts these. Called once. */
  async start(source: ServerSource): Promise<void> {
    this.#isServing = true;
    this.#entries = (await this.#collect(source)).map(registered);
    for (const entry of this.#entries) {
      if (this.#isStopping) return;
      await this.#startOne(entry);
    }
  }

  /**
   * Puts the servers of a new generation in the place of the old one's. Those of plugins that both have go on.
   *
   * @param carried - the plugins that both generations have.
   * @throws PluginError `HAND_OVER_FAILED`; by then the old servers run again.
   */
  async replace(source: ServerSource, carried: ReadonlySet<string>): Promise<void> {
    if (!this.#isServing) return;
    const kept = this.#entries.filter(({ plugin }) => carried.has(plugin));
    const old = this.#entries.filter(({ plugin }) => !carried.has(plugin));
    const next = (await this.#collect(source)).filter(({ plugin }) => !carried.has(plugin)).map(registered);
    const { report, clock, timeoutMs = TIMEOUT_MS } = this.#options;
    const from = old.filter(({ state }) => state === "started");
    await handOverServers({ from, to: next, report, clock, timeoutMs });
    for (const entry of next) entry.state = "started";
    this.#entries = [...kept, ...next];
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

  async #collect({ hooks, enter }: ServerSource): Promise<readonly CollectedServer[]> {
    const servers = await collectServers(hooks, this.view, this.#options.report);
    return servers.map(({ plugin, spec }) => ({
      plugin,
      spec: ownedSpec(spec, (code) => enter(plugin, code)),
    }));
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

  async #startOne(entry: Entry): Promise<void> {
    const { plugin, spec } = entry;
    const begin = performance.now();
    try {
      await this.#call(spec, "start");
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
      await this.#call(spec, "stop");
      this.#options.logger.info(`The server "${spec.name}" of "${plugin}" has stopped.`);
    } catch (error) {
      this.#options.report(serverStopFailed(plugin, spec.name, error));
    }
    entry.stopMs = performance.now() - begin;
  }

  #call(spec: DaemonServerSpec, method: "start" | "stop"): Promise<void> {
    const { clock, timeoutMs = TIMEOUT_MS } = this.#options;
    return callServer(spec, method, { clock, timeoutMs });
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

function registered(server: CollectedServer): Entry {
  return { ...server, state: "registered" };
}

/** The same server, each call in its plugin's name. */
function ownedSpec(spec: DaemonServerSpec, enter: <Result>(code: () => Result) => Result): DaemonServerSpec {
  return Object.freeze({
    name: spec.name,
    start: () => enter(() => spec.start()),
    stop: () => enter(() => spec.stop()),
    isRunning: () => enter(() => spec.isRunning()),
  });
}
