import type { Dirent } from "node:fs";
import { lstat, readdir, readFile, readlink, realpath } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isInside } from "../sandbox/check-paths.ts";

/** Searched from the outside in, so that what is left out lies deepest. */
const MAX_FOLDERS = 5000;
const MAX_CONFIG_BYTES = 1024 * 1024;

/** What a command must leave as it is in the folders that it may write. Real paths. */
export interface Protection {
  readonly readOnly: Set<string>;
  /** Folders that keep their names. */
  readonly pinned: Set<string>;
  /** What is missing and must be missing afterwards. */
  readonly absent: Set<string>;
  /** Links, by where they point; a link cannot be made read-only. */
  readonly links: Map<string, string>;
  /** Folders that are missing and are shown empty. */
  readonly hidden: Set<string>;
}

export function noProtection(): Protection {
  return {
    readOnly: new Set(),
    pinned: new Set(),
    absent: new Set(),
    links: new Map(),
    hidden: new Set(),
  };
}

/** Keeps one path below `root` as it is, whether it exists or not. */
export async function protectPath(into: Protection, root: string, path: string): Promise<void> {
  if (!isInside(root, path) || path === root) return;
  const stats = await lstat(path).catch(() => undefined);
  for (let folder = dirname(path); folder !== root && isInside(root, folder); folder = dirname(folder)) {
    const above = await lstat(folder).catch(() => undefined);
    if (above?.isDirectory()) into.pinned.add(folder);
  }
  if (stats === undefined) into.absent.add(path);
  else if (!stats.isSymbolicLink()) into.readOnly.add(path);
  else {
    into.links.set(path, await readlink(path));
    const target = await realpath(path).catch(() => undefined);
    if (target !== undefined) await protectPath(into, root, target);
  }
}

/**
 * Finds the repositories below a folder and protects what makes git run programs in them: hooks, configuration, and the
 * files that say where both are. `node_modules` is passed over, and what is deeper than the first 5000 folders.
 */
export async function protectRepositories(into: Protection, root: string): Promise<void> {
  const pending = [root];
  for (let index = 0; index < pending.length && index < MAX_FOLDERS; index++) {
    const folder = pending[index] ?? root;
    const entries = await list(folder);
    if (isBare(entries)) {
      await protectGitDir(into, root, folder, folder);
      continue;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.name === ".git") await protectDotGit(into, root, path, entry);
      else if (entry.isDirectory() && entry.name !== "node_modules") pending.push(path);
    }
  }
}

async function protectDotGit(into: Protection, root: string, path: string, entry: Dirent): Promise<void> {
  const top = dirname(path);
  if (entry.isDirectory()) return protectGitDir(into, root, path, top);
  await protectPath(into, root, path);
  if (entry.isSymbolicLink()) {
    const target = await realpath(path).catch(() => undefined);
    if (target !== undefined) await protectGitDir(into, root, target, top);
  } else {
    // A worktree or a submodule: the file says where its repository is.
    const target = /^gitdir:\s*(.+?)\s*$/m.exec(await readText(path))?.[1];
    if (target !== undefined) await protectGitDir(into, root, resolve(top, target), top);
  }
}

async function protectGitDir(into: Protection, root: string, gitDir: string, top: string): Promise<void> {
  if (!isInside(root, gitDir)) return;
  const names = ["commondir", "config.worktree", "gitdir"];
  // A worktree has its configuration and its hooks where `commondir` says.
  const isWorktree = (await lstat(join(gitDir, "commondir")).catch(() => undefined)) !== undefined;
  if (!isWorktree) names.push("config", "info/attributes");
  for (const name of names) await protectPath(into, root, join(gitDir, name));
  if (gitDir !== root) into.pinned.add(gitDir);
  if (isWorktree) return;
  const hooks = join(gitDir, "hooks");
  if ((await lstat(hooks).catch(() => undefined)) === undefined) into.hidden.add(hooks);
  else await protectPath(into, root, hooks);
  const config = await readText(join(gitDir, "config"));
  for (const target of pathsInConfig(config, gitDir, top)) await protectPath(into, root, target);
  await protectInner(into, root, join(gitDir, "worktrees"), top);
  await protectInner(into, root, join(gitDir, "modules"), top);
}

/** Repositories of submodules and worktrees, which lie in the repository itself; a submodule's name may have slashes. */
async function protectInner(into: Protection, root: string, folder: string, top: string): Promise<void> {
  for (const entry of await list(folder)) {
    if (!entry.isDirectory()) continue;
    const inner = join(folder, entry.name);
    const names = (await list(inner)).map(({ name }) => name);
    if (names.includes("HEAD")) await protectGitDir(into, root, inner, top);
    else await protectInner(into, root, inner, top);
  }
}

/** Where a configuration says that hooks or further configuration are; relative ones as git resolves them. */
function pathsInConfig(config: string, gitDir: string, top: string): readonly string[] {
  const paths: string[] = [];
  for (const line of config.split("\n")) {
    const [, key = "", value = ""] =
      /^\s*(?:\[[^\]]*\]\s*)?(\w+)\s*=\s*"?([^"#;]+?)"?\s*(?:[#;].*)?$/.exec(line) ?? [];
    if (value === "" || value.startsWith("~")) continue;
    if (key.toLowerCase() === "hookspath") paths.push(resolve(top, value));
    if (key.toLowerCase() === "path") paths.push(resolve(gitDir, value));
  }
  return paths;
}

function isBare(entries: readonly Dirent[]): boolean {
  const names = new Set(entries.map(({ name }) => name));
  return names.has("HEAD") && names.has("objects") && names.has("refs");
}

async function list(folder: string): Promise<readonly Dirent[]> {
  // What cannot be listed here cannot be changed by the command either, which runs as the same user.
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

async function readText(file: string): Promise<string> {
  const stats = await lstat(file).catch(() => undefined);
  if (stats === undefined || !stats.isFile() || stats.size > MAX_CONFIG_BYTES) return "";
  return readFile(file, "utf8").catch(() => "");
}
