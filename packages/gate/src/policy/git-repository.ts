import { constants } from "node:fs";
import { type FileHandle, lstat, open, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { quote } from "../quote.ts";
import { parseGitConfig } from "./git-config.ts";
import { findProgramSetting } from "./git-programs.ts";

const MAX_BYTES = 262_144;
const MAX_DEPTH = 64;

/**
 * Whether git, when it runs in a directory, may run programs that the repository there names: by its configuration, by a
 * hook that also reading commands call, or because the repository is one that lies in the files of another.
 *
 * @param directory - absolute, links followed.
 * @returns what makes it so, as the rest of a sentence; `undefined` when there is no repository, or a plain one.
 */
export async function findGitDanger(directory: string): Promise<string | undefined> {
  let place = directory;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    if (await isBareRepository(place)) return `${quote(place)} is a bare repository, whose configuration git would follow`;
    const entry = join(place, ".git");
    const kind = await kindOf(entry);
    if (kind === "folder") return inspectRepository(entry);
    if (kind === "file") return inspectLinked(entry, place);
    if (kind === "other") return `${quote(entry)} is neither a folder nor a regular file`;
    const parent = dirname(place);
    if (parent === place) return undefined;
    place = parent;
  }
  return "it stands too deep to look for its repository";
}

async function isBareRepository(place: string): Promise<boolean> {
  const found = await Promise.all(
    ["HEAD", "objects", "refs"].map(async (name) => (await kindOf(join(place, name))) !== "missing"),
  );
  return found.every(Boolean);
}

/** A worktree or a submodule: `.git` is a file that names the repository. */
async function inspectLinked(file: string, place: string): Promise<string | undefined> {
  const text = await readSmall(file);
  const target = text === undefined ? undefined : /^gitdir: ([^\n]+)\n*$/.exec(text)?.[1];
  if (target === undefined) return `${quote(file)} cannot be read as a link to a repository`;
  const repository = resolve(place, target);
  if (!repository.split("/").includes(".git"))
    return `${quote(file)} leads to ${quote(repository)}, which lies among other files`;
  return inspectRepository(repository);
}

async function inspectRepository(repository: string): Promise<string | undefined> {
  const common = await readSmall(join(repository, "commondir"));
  const shared = common === undefined ? repository : resolve(repository, common.trim());
  const files = new Set([join(shared, "config"), join(shared, "config.worktree"), join(repository, "config.worktree")]);
  for (const file of files) {
    const danger = await inspectConfig(file);
    if (danger !== undefined) return danger;
  }
  const hook = join(shared, "hooks", "post-index-change");
  return (await kindOf(hook)) === "missing" ? undefined : `${quote(hook)} runs also when git only reads`;
}

async function inspectConfig(file: string): Promise<string | undefined> {
  if ((await kindOf(file)) === "missing") return undefined;
  const text = await readSmall(file);
  const settings = text === undefined ? undefined : parseGitConfig(text);
  if (!settings) return `${quote(file)} cannot be read`;
  const key = findProgramSetting(settings);
  return key === undefined ? undefined : `${quote(key)} in ${quote(file)} may make git run a program`;
}

type Kind = "missing" | "file" | "folder" | "other";

/** Links count as what they lead to, as git has it; dangling ones are there all the same. */
async function kindOf(path: string): Promise<Kind> {
  try {
    const stats = await stat(path);
    return stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "other";
  } catch {
    // Missing, or a link that leads nowhere, or not to be looked at.
    return (await isThere(path)) ? "other" : "missing";
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== "ENOENT" && code !== "ENOTDIR";
  }
}

/** The text of a small regular file; `undefined` when it is none. */
async function readSmall(path: string): Promise<string | undefined> {
  let handle: FileHandle | undefined;
  try {
    // A pipe would hold up a plain open for ever.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > MAX_BYTES) return undefined;
    const buffer = new Uint8Array(MAX_BYTES + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return bytesRead > MAX_BYTES ? undefined : new TextDecoder().decode(buffer.subarray(0, bytesRead));
  } catch {
    // Unreadable counts as unknown; who asks makes a danger of it where it matters.
    return undefined;
  } finally {
    await handle?.close();
  }
}
