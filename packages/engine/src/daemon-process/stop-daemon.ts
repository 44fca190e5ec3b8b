import { resolve } from "node:path";
import { daemonUnavailable } from "../errors/daemon.ts";
import { callDaemon } from "./call-daemon.ts";
import { isAlive, readDaemonLock } from "./daemon-lock.ts";

/** What {@link stopDaemon} takes besides. */
export interface DaemonStopOptions {
  /** Milliseconds until it has stopped everything. @defaultValue 30000 */
  readonly timeoutMs?: number;
}

const PROBE_MS = 50;

/**
 * Asks the daemon of a config dir to stop, and waits until it has: another one can be started at once.
 *
 * @returns the process that it was.
 * @throws PluginError (as a rejection) `DAEMON_NOT_RUNNING`; `DAEMON_UNAVAILABLE` when it does not stop in time.
 */
export async function stopDaemon(
  configDir: string,
  { timeoutMs = 30_000 }: DaemonStopOptions = {},
): Promise<{ readonly pid: number }> {
  const dir = resolve(configDir);
  const { pid } = await callDaemon(dir, "stop");
  for (const end = Date.now() + timeoutMs; Date.now() < end; ) {
    if ((await readDaemonLock(dir)) !== pid || !isAlive(pid)) return { pid };
    await new Promise((wake) => setTimeout(wake, PROBE_MS));
  }
  throw daemonUnavailable(`The daemon of "${dir}", process ${pid}, has not stopped in time`);
}
