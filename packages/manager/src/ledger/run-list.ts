import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runOfFile } from "./run-name.ts";

/** One run that a ledger has kept. */
export interface LedgerRun {
  /** The turn's id, or that of a process; for an id that cannot name a file, a digest that begins with `~`. */
  readonly run: string;
  /** Its file, absolute if the directory is. */
  readonly file: string;
  readonly bytes: number;
  /** When its last entry was written. */
  readonly endedAt: Date;
}

/**
 * Lists the runs of a ledger, the newest first. None when there is no directory yet.
 *
 * @param directory - where the ledger is: `runs` in the configuration directory.
 * @throws the system's error when the directory cannot be read.
 */
export async function listRuns(directory: string): Promise<readonly LedgerRun[]> {
  const runs = await Promise.all((await namesIn(directory)).map((name) => statRun(directory, name)));
  return runs
    .filter((run) => run !== undefined)
    .toSorted((a, b) => b.endedAt.getTime() - a.endedAt.getTime() || (a.run < b.run ? 1 : -1));
}

/** Removes all runs but the newest. Resolves to how many are left. `spared` stays whatever its age. */
export async function pruneRuns(directory: string, keep: number, spared: string): Promise<number> {
  const runs = await listRuns(directory);
  const old = runs.slice(keep).filter(({ run }) => run !== spared);
  for (const { file } of old) await rm(file, { force: true });
  return runs.length - old.length;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function statRun(directory: string, name: string): Promise<LedgerRun | undefined> {
  const run = runOfFile(name);
  if (run === undefined) return undefined;
  const file = join(directory, name);
  try {
    const stats = await lstat(file);
    if (!stats.isFile()) return undefined;
    return { run, file, bytes: stats.size, endedAt: stats.mtime };
  } catch (error) {
    // Removed meanwhile, by this retention or by another process's.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
