import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([".git", "node_modules"]);
const MAX_DEPTH = 32;

/**
 * Yields the regular files below a folder, sorted by name within each folder. Links are not followed, `.git` and
 * `node_modules` are passed over, and a folder that cannot be listed counts as empty.
 */
export async function* walkFiles(folder: string, signal: AbortSignal, depth = 0): AsyncGenerator<string> {
  if (depth > MAX_DEPTH || signal.aborted) return;
  const entries = await listFolder(folder);
  for (const entry of entries) {
    if (signal.aborted) return;
    const path = join(folder, entry.name);
    if (entry.isFile()) yield path;
    if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) yield* walkFiles(path, signal, depth + 1);
  }
}

async function listFolder(folder: string): Promise<readonly Dirent[]> {
  // No permission, or gone meanwhile: the rest of the tree is still worth searching.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
