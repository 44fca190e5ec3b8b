import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { PluginError } from "@asky/sdk";
import { daemonRunning, daemonUnavailable } from "../errors/daemon.ts";
import { callDaemon } from "./call-daemon.ts";
import { type DaemonLog, openDaemonLog, readLogEnd } from "./daemon-log.ts";
import type { DaemonStatus } from "./daemon-protocol.ts";

/** What {@link startDaemon} takes. */
export interface DaemonStartOptions {
  readonly configDir: string;
  /** The program and its arguments; it calls `runDaemon` for that config dir. */
  readonly command: readonly [program: string, ...args: string[]];
  /** The file that gets what it says on standard output and error, for its owner only. @defaultValue nobody hears it */
  readonly logPath?: string;
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
  logPath,
  timeoutMs = 30_000,
}: DaemonStartOptions): Promise<DaemonStatus> {
  const dir = resolve(configDir);
  const running = await statusOf(dir);
  if (running) throw daemonRunning(dir, running.pid);
  const log = logPath === undefined ? undefined : await openDaemonLog(logPath);
  try {
    const { child, said, ended } = launch(program, args, log);
    try {
      const why = await untilReady(dir, child.pid, ended, timeoutMs);
      if (typeof why !== "string") return why;
      child.kill("SIGTERM");
      const other = await statusOf(dir);
      if (other) throw daemonRunning(dir, other.pid);
      const heard = (await said()).trim();
      throw daemonUnavailable(`The daemon of "${dir}" did not start. ${why}`, new Error(heard));
    } finally {
      child.stderr?.destroy();
      child.unref();
    }
  } finally {
    await log?.handle.close();
  }
}

interface Launched {
  readonly child: ChildProcess;
  /** The end of what it has said. */
  readonly said: () => Promise<string>;
  /** How it has ended, once it has. */
  readonly ended: () => string | undefined;
}

function launch(program: string, args: readonly string[], log: DaemonLog | undefined): Launched {
  const stdio = log
    ? (["ignore", log.handle.fd, log.handle.fd] as const)
    : (["ignore", "ignore", "pipe"] as const);
  const child = spawn(program, args, { detached: true, windowsHide: true, stdio: [...stdio] });
  let heard = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    heard = `${heard}${text}`.slice(-MAX_CHARS);
  });
  let end: string | undefined;
  once(child, "exit").then(
    ([code, signal]) => {
      end = `It ended with ${code ?? signal}`;
    },
    (error: Error) => {
      end = error.message;
    },
  );
  return {
    child,
    said: async () => (log ? await readLogEnd(log, MAX_CHARS) : heard),
    ended: () => end,
  };
}

/** Its status when it answers, else why it does not. */
async function untilReady(
  configDir: string,
  pid: number | undefined,
  ended: () => string | undefined,
  timeoutMs: number,
): Promise<DaemonStatus | string> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; ) {
    const status = await statusOf(configDir);
    if (status !== undefined && status.pid === pid) return status;
    const why = ended();
    if (why !== undefined) return why;
    await new Promise((wake) => setTimeout(wake, PROBE_MS));
  }
  return "It did not answer in time";
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
