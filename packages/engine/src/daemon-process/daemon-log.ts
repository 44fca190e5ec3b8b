import { constants } from "node:fs";
import { type FileHandle, mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { daemonUnavailable } from "../errors/daemon.ts";

/** An open log, and from where on it is this daemon's. */
export interface DaemonLog {
  readonly handle: FileHandle;
  readonly start: number;
}

/** A log of that size is put aside before the next daemon writes; one older one is kept. */
const MAX_BYTES = 4 * 1_048_576;

/**
 * Opens a log to append to, which only its owner can read.
 *
 * @throws PluginError `DAEMON_UNAVAILABLE` when it cannot be written, or is a link.
 */
export async function openDaemonLog(path: string): Promise<DaemonLog> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const log = await openLog(path);
    if (log.start < MAX_BYTES) return log;
    await log.handle.close();
    await rename(path, `${path}.1`);
    return await openLog(path);
  } catch (cause) {
    throw daemonUnavailable(`The log "${path}" cannot be written`, cause);
  }
}

async function openLog(path: string): Promise<DaemonLog> {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;
  const handle = await open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error("It is no file.");
    if (process.platform !== "win32") await handle.chmod(0o600);
    return { handle, start: stats.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The end of what was written since it was opened. */
export async function readLogEnd({ handle, start }: DaemonLog, maxBytes: number): Promise<string> {
  const { size } = await handle.stat();
  const from = Math.max(start, size - maxBytes);
  const bytes = Buffer.alloc(Math.max(0, size - from));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
  return bytes.toString("utf8", 0, bytesRead);
}
