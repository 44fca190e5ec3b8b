import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { PluginError } from "@asky/sdk";
import { daemonRunning, daemonUnavailable } from "../errors/daemon.ts";
import { callDaemon } from "./call-daemon.ts";
import type { DaemonStatus } from "./daemon-protocol.ts";

/** What {@link startDaemon} takes. */
export interface DaemonStartOptions {
  readonly configDir: string;
  /** The program and its arguments; it calls `runDaemon` for that config dir. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Milliseconds until it answers. @defaultValue 30000 */
  readonly timeoutMs?: number;
}

const PROBE_MS = 50;
const MAX_CHARS = 4_000;

/**
 * Starts a daemon that outlives this process, and waits until it has started its servers.
 *
 * @throws PluginError (as a rejection) `DAEMON_RUNNING`; `DAEMON_UNAVAILABLE` with what it said on standard error when it
 *   ended or did not answer in time.
 */
export async function startDaemon({
  configDir,
  command: [program, ...args],
  timeoutMs = 30_000,
}: DaemonStartOptions): Promise<DaemonStatus> {
  const dir = resolve(configDir);
  const running = await statusOf(dir);
  if (running) throw daemonRunning(dir, running.pid);
  const child = spawn(program, args, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = `${said}${text}`.slice(-MAX_CHARS);
  });
  const state: { ended?: string } = {};
  once(child, "exit").then(
    ([code, signal]) => {
      state.ended = `It ended with ${code ?? signal}`;
    },
    (error: Error) => {
      state.ended = error.message;
    },
  );
  try {
    for (const end = Date.now() + timeoutMs; Date.now() < end; ) {
      const status = await statusOf(dir);
      if (status !== undefined && status.pid === child.pid) return status;
      if (state.ended !== undefined) break;
      await new Promise((wake) => setTimeout(wake, PROBE_MS));
    }
    if (state.ended === undefined) child.kill("SIGTERM");
    const why = state.ended ?? "It did not answer in time";
    throw daemonUnavailable(`The daemon of "${dir}" did not start. ${why}`, new Error(said.trim()));
  } finally {
    child.stderr.destroy();
    child.unref();
  }
}

async function statusOf(configDir: string): Promise<DaemonStatus | undefined> {
  try {
    return await callDaemon(configDir, "status", { timeoutMs: 2_000 });
  } catch (error) {
    // Not there, or not ready.
    if (PluginError.is(error)) return undefined;
    throw error;
  }
}
