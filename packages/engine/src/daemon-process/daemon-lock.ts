import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { daemonRunning, daemonUnavailable } from "../errors/daemon.ts";
import { readTextFile } from "../files/read-text-file.ts";

/** The right to be the daemon of a config dir. */
export interface DaemonLock {
  release(): Promise<void>;
}

const MAX_BYTES = 4_096;
const BEAT_MS = 5_000;
/** A lock whose holder has not touched it for so long is left over, whoever has its process's number now. */
const STALE_MS = 30_000;
const ATTEMPTS = 10;

/** The process that is the daemon of a config dir, or was when it was killed; `undefined` when there is none. */
export async function readDaemonLock(configDir: string): Promise<number | undefined> {
  const { text } = await readTextFile(join(configDir, "daemon.lock"), MAX_BYTES, { followLink: false });
  return pidOf(text);
}

const lockFile = z.object({ pid: z.int().check(z.gte(1)), nonce: z.string() });

/**
 * Makes this process the daemon of a config dir. What a killed daemon has left is taken over at once.
 *
 * @throws PluginError `DAEMON_RUNNING`; `DAEMON_UNAVAILABLE` when the lock cannot be written.
 */
export async function takeDaemonLock(configDir: string): Promise<DaemonLock> {
  const path = join(configDir, "daemon.lock");
  const nonce = randomUUID();
  try {
    await mkdir(configDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw daemonUnavailable(`The config dir "${configDir}" cannot be made`, cause);
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await tryCreate(path, nonce)) return holdLock(path, nonce);
    const text = (await readTextFile(path, MAX_BYTES, { followLink: false })).text;
    const pid = pidOf(text);
    if (pid !== undefined && isAlive(pid) && !(await isStale(path))) throw daemonRunning(configDir, pid);
    if (pid === undefined && !(await isStale(path, 2_000))) await pause(100);
    else await takeAway(path, text);
  }
  throw daemonUnavailable(`The lock "${path}" cannot be had`);
}

async function tryCreate(path: string, nonce: string): Promise<boolean> {
  try {
    const handle = await open(path, "wx", 0o600);
    try {
      await handle.writeFile(JSON.stringify({ pid: process.pid, nonce }));
    } finally {
      await handle.close();
    }
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw daemonUnavailable(`The lock "${path}" cannot be written`, cause);
  }
}

/** Two may find the same leftover: each takes it away under a name of its own, and gives back what is another's. */
async function takeAway(path: string, expected: string | undefined): Promise<void> {
  const away = `${path}.${randomUUID()}`;
  try {
    await rename(path, away);
  } catch {
    // Somebody else was faster; the next attempt sees what they made of it.
    return;
  }
  const { text } = await readTextFile(away, MAX_BYTES, { followLink: false });
  if (text === expected) await rm(away, { force: true });
  else await rename(away, path);
}

function holdLock(path: string, nonce: string): DaemonLock {
  const beat = setInterval(() => {
    const now = new Date();
    // Without it the lock is stale for others sooner or later; the socket still tells them that somebody is there.
    utimes(path, now, now).catch(() => {});
  }, BEAT_MS);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      const { text } = await readTextFile(path, MAX_BYTES, { followLink: false });
      if (text?.includes(nonce)) await rm(path, { force: true });
    },
  };
}

function pidOf(text: string | undefined): number | undefined {
  try {
    return lockFile.safeParse(JSON.parse(text ?? "")).data?.pid;
  } catch {
    // Torn, or not written yet.
    return undefined;
  }
}

/** Whether there is a process of that number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function isStale(path: string, afterMs = STALE_MS): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && Date.now() - stats.mtimeMs > afterMs;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
