import type { Dirent } from "node:fs";
import { type FileHandle, lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathKindWrong, pathUnusable } from "../errors/paths.ts";
import { explainFault } from "./explain-fault.ts";
import { findSpot, mustLieInside, type Spot } from "./find-spot.ts";
import { type HeldFolder, stepInto } from "./hold-folder.ts";
import { isName, type OpenMode, type OpenOptions, openAt } from "./open-at.ts";
import { type Inside, toArea } from "./open-inside.ts";

/** What a folder has under one name; a link is told, not followed. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "special";
}

/**
 * A folder that stays the same one until it is closed, for tools that go through many files. Everything is found by one
 * name from the folder itself; links are never followed. Its methods throw as {@link openInside} does.
 */
export interface FolderInside {
  /** Its real path when it was opened. */
  readonly path: string;
  list(): Promise<readonly FolderEntry[]>;
  /** A folder in this one; the caller closes it. */
  enter(name: string): Promise<FolderInside>;
  /** As {@link openInside}; the caller closes the file. */
  open(name: string, mode?: OpenMode, options?: OpenOptions): Promise<FileHandle>;
  /** How many bytes a file has, and when it was last written; of a link, the link itself. */
  stat(name: string): Promise<{ readonly size: number; readonly mtimeMs: number }>;
  close(): Promise<void>;
}

/**
 * Opens a folder for a tool that lists or searches, under the same conditions as {@link openInside}.
 *
 * @throws PluginError as `openInside`; `PATH_KIND_WRONG` when it is no folder.
 */
export async function openFolderInside(inside: Inside, path: string): Promise<FolderInside> {
  const { folder, root } = await findSpot(toArea(inside), path, { last: "enter" });
  return asFolderInside(folder, root);
}

/** Lists a folder once; see {@link openFolderInside}. */
export async function listInside(inside: Inside, path: string): Promise<readonly FolderEntry[]> {
  const folder = await openFolderInside(inside, path);
  try {
    return await folder.list();
  } finally {
    await folder.close();
  }
}

function asFolderInside(folder: HeldFolder, root: Spot["root"]): FolderInside {
  /** Runs something on a name in the folder, faults explained. */
  async function on<T>(name: string, act: (path: string) => Promise<T>): Promise<T> {
    const path = join(folder.path, name);
    if (!isName(name)) throw pathUnusable(name, "it is no single name");
    return act(path).catch((error: unknown) => {
      throw explainFault(path, error);
    });
  }

  return {
    path: folder.path,
    list: () =>
      readListing(folder, root).catch((error: unknown) => {
        throw explainFault(folder.path, error);
      }),
    enter: (name) =>
      on(name, async (path) => {
        const step = await stepInto(folder, name);
        if (step === "missing") throw Object.assign(new Error("missing"), { code: "ENOENT" });
        if (step === "no folder") throw pathKindWrong(path, "no folder", "a folder");
        if ("link" in step) throw pathKindWrong(path, "a link", "a folder");
        return asFolderInside(step.folder, root);
      }),
    open: (name, mode = "read", options = {}) =>
      on(name, async (path) => {
        const handle = await openAt({ folder, root, name, path }, mode, options);
        if (handle === "changed") throw pathKindWrong(path, "a link", "a file");
        return handle;
      }),
    stat: (name) =>
      on(name, async () => {
        const { size, mtimeMs } = await lstat(folder.at(name));
        return { size, mtimeMs };
      }),
    close: () => folder.close(),
  };
}

async function readListing(folder: HeldFolder, root: string): Promise<readonly FolderEntry[]> {
  const entries = await readdir(folder.place, { withFileTypes: true });
  mustLieInside(await folder.whereabouts(), { root }, folder.path);
  return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
}

function kindOf(entry: Dirent): FolderEntry["kind"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "link" : "special";
}
