import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** The files below a folder with size and time of change, by path from there with slashes. Links are not followed. */
export type FileTree = ReadonlyMap<string, string>;

/** Reads the tree, except folders named `node_modules`. */
export async function readFileTree(folder: string): Promise<FileTree> {
  const tree = new Map<string, string>();
  const visit = async (current: string): Promise<void> => {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (entry.isDirectory() && entry.name !== "node_modules") await visit(path);
      if (entry.isDirectory() || entry.isSymbolicLink()) continue;
      const { size, mtimeMs } = await stat(path);
      tree.set(relative(folder, path).split(sep).join("/"), `${size} ${mtimeMs}`);
    }
  };
  await visit(folder);
  return tree;
}

/** The paths of files that are new, gone or different, sorted. */
export function changedFiles(before: FileTree, after: FileTree): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}
