import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
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
 * @param directory - absolute.
 * @returns what makes it so, as the rest of a sentence; `undefined` when there is no repository, or a plain one.
 */
export function findGitDanger(directory: string): string | undefined {
  let place = followed(directory);
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const entry = join(place, ".git");
    const kind = kindOf(entry);
    if (kind === "folder") {
      const danger = inspectRepository(entry);
      // Without HEAD it is no repository, and git looks further up.
      if (danger !== undefined || kindOf(join(entry, "HEAD")) !== "missing") return danger;
    }
    if (kind === "file") return inspectLinked(entry, place);
    if (kind === "other") return `${quote(entry)} is neither a folder nor a regular file`;
    if (isBareRepository(place))
      return `${quote(place)} is a bare repository, whose configuration git would follow`;
    const parent = dirname(place);
    if (parent === place) return undefined;
    place = parent;
  }
  return "it stands too deep to look for its repository";
}

function followed(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    // Not there: git will not run there either, unless something makes it.
    return directory;
  }
}

function isBareRepository(place: string): boolean {
  for (const name of ["HEAD", "objects", "refs"]) {
    if (kindOf(join(place, name)) === "missing") return false;
  }
  return true;
}

/** A worktree or a submodule: `.git` is a file that names the repository. */
function inspectLinked(file: string, place: string): string | undefined {
  const text = readSmall(file);
  const target = text === undefined ? undefined : /^gitdir: ([^\n]+)\n*$/.exec(text)?.[1];
  if (target === undefined) return `${quote(file)} cannot be read as a link to a repository`;
  const repository = resolve(place, target);
  if (!repository.split("/").includes(".git"))
    return `${quote(file)} leads to ${quote(repository)}, which lies among other files`;
  return inspectRepository(repository);
}

function inspectRepository(repository: string): string | undefined {
  const common = readSmall(join(repository, "commondir"));
  const shared = common === undefined ? repository : resolve(repository, common.trim());
  const files = new Set([
    join(shared, "config"),
    join(shared, "config.worktree"),
    join(repository, "config.worktree"),
  ]);
  for (const file of files) {
    const danger = inspectConfig(file);
    if (danger !== undefined) return danger;
  }
  const hook = join(shared, "hooks", "post-index-change");
  return kindOf(hook) === "missing" ? undefined : `${quote(hook)} runs also when git only reads`;
}

function inspectConfig(file: string): string | undefined {
  const text = readSmall(file);
  if (text === undefined && kindOf(file) === "missing") return undefined;
  const settings = text === undefined ? undefined : parseGitConfig(text);
  if (!settings) return `${quote(file)} cannot be read`;
  const key = findProgramSetting(settings);
  return key === undefined ? undefined : `${quote(key)} in ${quote(file)} may make git run a program`;
}

type Kind = "missing" | "file" | "folder" | "other";

// Synchronous: a handful of short system calls takes less than one trip through the thread pool.

/** Links count as what they lead to, as git has it; dangling ones are there all the same. */
function kindOf(path: string): Kind {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) return lstatSync(path, { throwIfNoEntry: false }) ? "other" : "missing";
    return stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "other";
  } catch (error) {
    // Not to be looked at, so there may be anything, unless what should hold it is no folder.
    return (error as NodeJS.ErrnoException).code === "ENOTDIR" ? "missing" : "other";
  }
}

/** The text of a small regular file; `undefined` when it is none. */
function readSmall(path: string): string | undefined {
  let descriptor: number | undefined;
  try {
    // A pipe would hold up a plain open for ever.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || stats.size > MAX_BYTES) return undefined;
    const buffer = new Uint8Array(stats.size + 1);
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    // Longer than it said it is: somebody writes it just now.
    return length > stats.size ? undefined : new TextDecoder().decode(buffer.subarray(0, length));
  } catch {
    // Unreadable counts as unknown; who asks makes a danger of it where it matters.
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
