import { constants } from "node:fs";
import { access, type FileHandle, lstat, open, readlink, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { errorCode } from "./explain-fault.ts";

/**
 * Names a place without opening what is there: no permission to read is needed, no pipe is waited for, no device touched.
 * Node has no constant for it; the value is the same on every Linux that Node runs on.
 */
export const O_PATH = 0o10000000;

/** A folder that stays the same one while its name may come to mean another. */
export interface HeldFolder {
  /** Where it was when it was held, links followed. */
  readonly path: string;
  /** Stands for the folder in calls to the system. */
  readonly place: string;
  /** Whether paths below `place` are found from the folder itself, whatever has become of its name. */
  readonly isExact: boolean;
  /** Stands for what has a name in the folder, without following it if it is a link. */
  at(name: string): string;
  /** Where it is now, links followed. */
  whereabouts(): Promise<string>;
  identity(): Promise<string>;
  close(): Promise<void>;
}

/** Holds a folder by its path, links followed. */
export async function holdFolder(path: string): Promise<HeldFolder> {
  if (!(await hasDescriptorPaths())) return holdByName(await realpath(path));
  const handle = await open(path, O_PATH | constants.O_DIRECTORY);
  try {
    return holdByDescriptor(handle, await readlink(descriptorPath(handle)));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** What stands under a name in a folder: a folder, held; or the target of a link; or something else. */
export type Step = { readonly folder: HeldFolder } | { readonly link: string } | "missing" | "no folder";

/** Goes from a folder to one in it. A link is told, never followed. */
export async function stepInto(folder: HeldFolder, name: string): Promise<Step> {
  const path = join(folder.path, name);
  try {
    if (!folder.isExact) {
      if (!(await lstat(path)).isDirectory()) return stepAside(folder, name);
      return { folder: await holdByName(path) };
    }
    const handle = await open(folder.at(name), O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    return { folder: holdByDescriptor(handle, path) };
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return "missing";
    if (code === "ENOTDIR" || code === "ELOOP") return stepAside(folder, name);
    throw error;
  }
}

async function stepAside(folder: HeldFolder, name: string): Promise<Step> {
  const link = await linkAt(folder, name);
  return link === undefined ? "no folder" : { link };
}

/** Where the link of that name points; `undefined` when there is no link. */
export async function linkAt(folder: HeldFolder, name: string): Promise<string | undefined> {
  try {
    return await readlink(folder.at(name));
  } catch (error) {
    const code = errorCode(error);
    if (code === "EINVAL" || code === "ENOENT" || code === "UNKNOWN") return undefined;
    throw error;
  }
}

/** What stands for an open file or folder in calls to the system. */
export function descriptorPath(handle: FileHandle): string {
  return `/proc/self/fd/${handle.fd}`;
}

/** Tells one file from another, whatever their names. */
export function identityOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`;
}

function holdByDescriptor(handle: FileHandle, path: string): HeldFolder {
  const place = descriptorPath(handle);
  return {
    path,
    place,
    isExact: true,
    at: (name) => `${place}/${name}`,
    whereabouts: () => readlink(place),
    identity: async () => identityOf(await handle.stat({ bigint: true })),
    close: () => handle.close(),
  };
}

/** Where descriptors have no paths, a folder is held by its real path and looked at again before its use and after. */
async function holdByName(path: string): Promise<HeldFolder> {
  const seen = identityOf(await stat(path, { bigint: true }));
  return {
    path,
    place: path,
    isExact: false,
    at: (name) => (path.endsWith(sep) ? path + name : path + sep + name),
    whereabouts: async () => {
      const isSame = seen === identityOf(await lstat(path, { bigint: true }));
      return isSame ? realpath(path) : sep;
    },
    identity: async () => seen,
    close: async () => {},
  };
}

let descriptorPaths: Promise<boolean> | undefined;

function hasDescriptorPaths(): Promise<boolean> {
  descriptorPaths ??=
    process.platform === "linux"
      ? access("/proc/self/fd").then(
          () => true,
          () => false,
        )
      : Promise.resolve(false);
  return descriptorPaths;
}
