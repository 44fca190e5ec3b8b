import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fitsStep, type GlobStep, literalStep } from "./glob-word.ts";

const MAX_ENTRIES = 10_000;
const MAX_MATCHES = 500;

/** How many folder entries may still be looked at, by all globs of one judgement. */
export interface GlobBudget {
  entriesLeft: number;
}

export function createGlobBudget(): GlobBudget {
  return { entriesLeft: MAX_ENTRIES };
}

/**
 * Every path that a glob stands for just now, as a shell would find it; `undefined` when there is too much to look at, or
 * a folder cannot be read.
 *
 * @param start - the absolute folder that the steps begin in.
 * @param mayEnter - is asked before a folder is read.
 */
export async function expandGlob(
  start: string,
  steps: readonly GlobStep[],
  mayEnter: (folder: string) => Promise<boolean>,
  budget: GlobBudget,
): Promise<readonly string[] | undefined> {
  let places: readonly string[] = [start];
  for (const step of steps) {
    const literal = literalStep(step);
    if (literal !== undefined) {
      places = places.map((place) => join(place, literal));
      continue;
    }
    const next: string[] = [];
    for (const place of places) {
      if (budget.entriesLeft < 0 || !(await mayEnter(place))) return undefined;
      const names = await namesIn(place);
      if (names === undefined) return undefined;
      budget.entriesLeft -= names.length + 1;
      if (budget.entriesLeft < 0) return undefined;
      next.push(...names.filter((name) => fitsStep(step, name)).map((name) => join(place, name)));
    }
    if (next.length > MAX_MATCHES) return undefined;
    places = next;
  }
  return places;
}

async function namesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // No folder has no files in it; one that cannot be read may have any.
    return code === "ENOENT" || code === "ENOTDIR" ? [] : undefined;
  }
}
