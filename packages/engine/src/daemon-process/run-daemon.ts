import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { findConfigDir } from "@asky/manager";
import { PluginError } from "@asky/sdk";
import { buildEngine } from "../engine/build-engine.ts";
import type { Engine } from "../engine/engine.ts";
import type { EngineOptions } from "../engine/engine-options.ts";
import { daemonRunning } from "../errors/daemon.ts";
import { callDaemon } from "./call-daemon.ts";
import { daemonAddress } from "./daemon-address.ts";
import { takeDaemonLock } from "./daemon-lock.ts";
import type { DaemonRequest, DaemonStatus } from "./daemon-protocol.ts";
import { type DaemonSocket, openDaemonSocket } from "./daemon-socket.ts";

/** What {@link runDaemon} takes: what a host takes, and how it ends. */
export interface DaemonRunOptions extends EngineOptions {
  /** Ends it when it aborts; SIGINT and SIGTERM are then the caller's to look after. @defaultValue it listens to both */
  readonly signal?: AbortSignal;
  /** How long stopping may take, in milliseconds. @defaultValue 10000 */
  readonly deadlineMs?: number;
  /** Called when servers run and requests are answered. */
  readonly onReady?: (status: DaemonStatus) => void;
}

/** How a daemon has ended. */
export interface DaemonEnd {
  /** What ended it: a signal of the process or the caller's own, a request, or a plugin whose failure the host does not accept. */
  readonly reason: "SIGINT" | "SIGTERM" | "aborted" | "stop" | "plugin";
  /** Whether everything was stopped; `false` when the deadline, or a second signal, cut it short. */
  readonly isClean: boolean;
}

const DEADLINE_MS = 10_000;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs a host with its servers until a signal, a request or a plugin ends it. There is one for each config dir. Called in
 * a process of its own, which its caller ends afterwards.
 *
 * @throws PluginError (as a rejection) `DAEMON_RUNNING`, `DAEMON_UNAVAILABLE`; whatever `startup()` rejects with.
 */
export async function runDaemon(options: DaemonRunOptions = {}): Promise<DaemonEnd> {
  const { deadlineMs = DEADLINE_MS, onReady, signal } = options;
  const configDir = resolve(options.configDir ?? findConfigDir());
  const lock = await takeDaemonLock(configDir);
  const ending = new Ending(signal);
  try {
    await clearAddress(configDir);
    const engine = buildEngine({ ...options, configDir });
    const startedAt = new Date().toISOString();
    await engine.startup();
    const served = { engine, configDir, startedAt, stop: () => ending.begin("stop") };
    let socket: DaemonSocket | undefined;
    try {
      await engine.serve();
      socket = await openDaemonSocket(daemonAddress(configDir), (request) => answer(request, served));
      void engine.whenStopped().then(() => ending.begin("plugin"));
      onReady?.(describe(served));
      const reason = await ending.begun;
      await socket.close();
      return { reason, isClean: await stopInTime(engine, ending, deadlineMs) };
    } catch (error) {
      await stopInTime(engine, ending, deadlineMs);
      throw error;
    } finally {
      await socket?.close();
    }
  } finally {
    ending.close();
    await lock.release();
  }
}

/** The lock is ours: whoever still answers there does so without one, and a file is what a killed daemon has left. */
async function clearAddress(configDir: string): Promise<void> {
  try {
    const { pid } = await callDaemon(configDir, "status", { timeoutMs: 2_000 });
    throw daemonRunning(configDir, pid);
  } catch (error) {
    if (!PluginError.is(error) || error.code === "DAEMON_RUNNING") throw error;
  }
  if (process.platform !== "win32") await rm(daemonAddress(configDir), { force: true });
}

interface Served {
  readonly engine: Engine;
  readonly configDir: string;
  readonly startedAt: string;
}

async function answer(request: DaemonRequest, served: Served & { stop(): void }): Promise<unknown> {
  const { engine, stop } = served;
  if (request.method === "status") return describe(served);
  if (request.method === "reload") return await engine.reload();
  if (request.method === "interrupt") return { turns: engine.interrupt(request.params.chatId) };
  // The answer goes out first.
  setImmediate(stop);
  return { pid: process.pid };
}

function describe({ engine, configDir, startedAt }: Served): DaemonStatus {
  return {
    pid: process.pid,
    configDir,
    startedAt,
    turns: engine.turnCount,
    servers: engine.daemon.status(),
    report: engine.report(),
  };
}

async function stopInTime(engine: Engine, ending: Ending, deadlineMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const cut = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), deadlineMs);
    void ending.forced.then(() => resolve(false));
  });
  const stopped = engine.shutdown().then(() => true as const);
  try {
    return await Promise.race([stopped, cut]);
  } finally {
    clearTimeout(timer);
  }
}

/** The end of a daemon: asked for once, and forced by a second signal. */
class Ending {
  readonly begun: Promise<DaemonEnd["reason"]>;
  readonly forced: Promise<void>;
  readonly #undo: (() => void)[] = [];
  #begin: (reason: DaemonEnd["reason"]) => void = () => {};
  #force: () => void = () => {};
  #hasBegun = false;

  constructor(signal: AbortSignal | undefined) {
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
    this.forced = new Promise((resolve) => {
      this.#force = resolve;
    });
    if (signal) this.#follow(signal);
    else this.#listen();
  }

  #follow(signal: AbortSignal): void {
    const onAbort = (): void => this.begin("aborted");
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    this.#undo.push(() => signal.removeEventListener("abort", onAbort));
  }

  #listen(): void {
    for (const signal of SIGNALS) {
      const onSignal = (): void => (this.#hasBegun ? this.#force() : this.begin(signal));
      process.on(signal, onSignal);
      this.#undo.push(() => process.off(signal, onSignal));
    }
  }

  begin(reason: DaemonEnd["reason"]): void {
    this.#hasBegun = true;
    this.#begin(reason);
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }
}
