import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { FolderEntry, FolderInside } from "@asky/gate";

const PASSED_OVER: ReadonlySet<string> = new Set([".git", "node_modules"]);
const MAX_DEPTH = 32;

/** A regular file that was come by. */
export interface WalkedFile {
  /** From the folder where the walk began. */
  readonly path: string;
  /** Opens it, as long as the walk stands at it; `undefined` when it may not be read, or is gone. */
  open(): Promise<FileHandle | undefined>;
}

/** Where a walk goes. */
export interface WalkOptions {
  /** Whether to go into a folder, by its path from where the walk began. @defaultValue all */
  readonly enters?: (path: string) => boolean;
  /** Whether `.git` or `node_modules` is passed over. @defaultValue both */
  readonly passesOver?: (name: string) => boolean;
}

/**
 * Yields the regular files below a folder, sorted by name within each folder. Links are not followed, `.git` and
 * `node_modules` are passed over, and a folder that cannot be listed counts as empty.
 */
export async function* walkFiles(
  folder: FolderInside,
  signal: AbortSignal,
  options: WalkOptions = {},
  above = "",
  depth = 0,
): AsyncGenerator<WalkedFile> {
  if (depth > MAX_DEPTH || signal.aborted) return;
  const { enters = () => true, passesOver = () => true } = options;
  for (const { name, kind } of await listFolder(folder)) {
    if (signal.aborted) return;
    const path = join(above, name);
    if (kind === "file") yield { path, open: () => folder.open(name).catch(nothing) };
    if (kind !== "folder" || (PASSED_OVER.has(name) && passesOver(name)) || !enters(path)) continue;
    const inner = await folder.enter(name).catch(nothing);
    if (inner === undefined) continue;
    try {
      yield* walkFiles(inner, signal, options, path, depth + 1);
    } finally {
      await inner.close();
    }
  }
}

async function listFolder(folder: FolderInside): Promise<readonly FolderEntry[]> {
  // No permission, or gone meanwhile: the rest of the tree is still worth searching.
  const entries = await folder.list().catch(() => []);
  return [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function nothing(): undefined {
  // Gone meanwhile, or not permitted: passed over like one that was never there.
}
