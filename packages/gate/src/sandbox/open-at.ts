import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, lstat, open, readlink, realpath } from "node:fs/promises";
import { sep } from "node:path";
import { pathKindWrong, pathUnusable } from "../errors/paths.ts";
import { errorCode } from "./explain-fault.ts";
import { mustLieInside, type Spot } from "./find-spot.ts";
import { descriptorPath, identityOf, O_PATH } from "./hold-folder.ts";

/**
 * - `read`: what is there, for reading;
 * - `update`: what is there, for reading and writing;
 * - `write`: emptied, or made;
 * - `append`: written to at its end, or made;
 * - `create`: made; what is there already is an error, a link too.
 */
export type OpenMode = "read" | "update" | "write" | "append" | "create";

export interface OpenOptions {
  /** Whether pipes, sockets and devices may be opened as well; never waited for. Default: regular files only. */
  readonly special?: boolean;
  /** For a file that is made, before the umask. Default `0o666`. */
  readonly permissions?: number;
}

/** A spot with a name, and the path as the caller knows it, for messages. */
export interface NamedSpot extends Pick<Spot, "folder" | "root"> {
  readonly name: string;
  readonly path: string;
}

const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const WITHOUT_WAITING = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

const ACCESS: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY,
  update: constants.O_RDWR,
  write: constants.O_WRONLY,
  append: constants.O_WRONLY | constants.O_APPEND,
  create: constants.O_WRONLY,
};

/**
 * Opens what has a name in a folder, once it is known what that is and where.
 *
 * @returns `changed` when a link stands there, or something else than a moment ago.
 */
export async function openAt(
  spot: NamedSpot,
  mode: OpenMode,
  options: OpenOptions = {},
): Promise<FileHandle | "changed"> {
  if (mode === "create") return makeFile(spot, mode, options);
  try {
    return await (spot.folder.isExact ? openExactly(spot, mode, options) : openByName(spot, mode, options));
  } catch (error) {
    if (errorCode(error) !== "ENOENT" || mode === "read" || mode === "update") throw error;
  }
  try {
    return await makeFile(spot, mode, options);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return "changed";
    throw error;
  }
}

/** Pins the file first and opens it through the pin: whatever happens to its name, it is the one that was judged. */
async function openExactly(spot: NamedSpot, mode: OpenMode, options: OpenOptions) {
  const pin = await open(spot.folder.at(spot.name), O_PATH | constants.O_NOFOLLOW);
  try {
    const stats = await pin.stat({ bigint: true });
    if (stats.isSymbolicLink()) return "changed";
    mustBeOpenable(spot, stats, options);
    mustLieInside(await readlink(descriptorPath(pin)), spot, spot.path);
    const truncate = mode === "write" ? constants.O_TRUNC : 0;
    const handle = await open(descriptorPath(pin), ACCESS[mode] | truncate | WITHOUT_WAITING);
    return await sameOrClosed(handle, stats);
  } finally {
    await pin.close();
  }
}

/** Without pins: looks before and after, and empties the file only then. */
async function openByName(spot: NamedSpot, mode: OpenMode, options: OpenOptions) {
  const place = spot.folder.at(spot.name);
  const stats = await lstat(place, { bigint: true });
  if (stats.isSymbolicLink()) return "changed";
  mustBeOpenable(spot, stats, options);
  const opened = await open(place, ACCESS[mode] | NO_FOLLOW | WITHOUT_WAITING).catch(changedIfLink);
  if (opened === "changed") return opened;
  const handle = await sameOrClosed(opened, stats);
  if (handle === "changed") return handle;
  await closedOnFault(handle, async () => {
    mustLieInside(await realpath(place), spot, spot.path);
    const now = await lstat(place, { bigint: true });
    if (identityOf(now) !== identityOf(stats)) throw pathUnusable(spot.path, "it was replaced meanwhile");
    if (mode === "write") await handle.truncate(0);
  });
  return handle;
}

async function makeFile(spot: NamedSpot, mode: OpenMode, { permissions = 0o666 }: OpenOptions) {
  mustLieInside(await spot.folder.whereabouts(), spot, spot.path);
  const flags = ACCESS[mode] | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;
  const handle = await open(spot.folder.at(spot.name), flags, permissions);
  await closedOnFault(handle, async () => mustLieInside(await spot.folder.whereabouts(), spot, spot.path));
  return handle;
}

function mustBeOpenable(spot: NamedSpot, stats: BigIntStats, { special = false }: OpenOptions): void {
  if (stats.isFile() || (special && !stats.isDirectory())) return;
  throw pathKindWrong(spot.path, kindInWords(stats), "a regular file");
}

function kindInWords(stats: BigIntStats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

async function sameOrClosed(handle: FileHandle, stats: BigIntStats): Promise<FileHandle | "changed"> {
  const now = await closedOnFault(handle, () => handle.stat({ bigint: true }));
  if (identityOf(now) === identityOf(stats)) return handle;
  await handle.close();
  return "changed";
}

/** Runs a check on an open file, and closes the file when the check throws. */
async function closedOnFault<T>(handle: FileHandle, check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function changedIfLink(error: unknown): "changed" {
  if (errorCode(error) === "ELOOP" || errorCode(error) === "EMLINK") return "changed";
  throw error;
}

/** Whether a text is one name in a folder, and no way to another one. */
export function isName(text: string): boolean {
  return (
    !["", ".", ".."].includes(text) && !text.includes("/") && !text.includes(sep) && !text.includes("\0")
  );
}
