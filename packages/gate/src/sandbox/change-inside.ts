import { randomBytes } from "node:crypto";
import { type FileHandle, lstat, rename, unlink } from "node:fs/promises";
import { errorCode, explainFault } from "./explain-fault.ts";
import { findSpot, mustLieInside } from "./find-spot.ts";
import { type NamedSpot, openAt } from "./open-at.ts";
import { atSpot, type Inside, toArea } from "./open-inside.ts";

/**
 * Makes a folder and those above it that are missing, under the same conditions as {@link openInside}. One that exists is
 * left as it is.
 *
 * @throws PluginError as `openInside`; `PATH_KIND_WRONG` when something else has its name.
 */
export async function makeDirInside(inside: Inside, path: string): Promise<void> {
  const { folder } = await findSpot(toArea(inside), path, { last: "enter", makeFolders: true });
  await folder.close();
}

/**
 * Writes a whole file in one step: readers see the old content or the new, never a part, also when the process dies. It
 * writes a file beside it and renames that; so a hard link elsewhere keeps the old content, and permissions stay while
 * the owner becomes the one who runs. A link is followed, under the same conditions as {@link openInside}.
 *
 * @throws PluginError as `openInside`; `PATH_UNUSABLE` when the file may not be written.
 */
export function replaceInside(inside: Inside, path: string, content: string | Uint8Array): Promise<void> {
  return atSpot(inside, path, "follow", async (spot) => {
    const permissions = await writablePermissions(spot);
    if (permissions === "changed") return permissions;
    const name = `.${randomBytes(9).toString("hex")}.tmp`;
    const file = await openAt({ ...spot, name }, "create");
    if (file === "changed") return file;
    try {
      await fill(file, content, permissions);
      mustLieInside(await spot.folder.whereabouts(), spot, path);
      await rename(spot.folder.at(name), spot.folder.at(spot.name));
    } catch (error) {
      await unlink(spot.folder.at(name)).catch(unlessGone);
      throw error;
    }
    return undefined;
  });
}

/**
 * Gives a file, a folder or a link another name or another place inside; a file of that name is replaced, a link is not
 * followed. Under the same conditions as {@link openInside}.
 *
 * @throws PluginError as `openInside`.
 */
export function renameInside(inside: Inside, from: string, to: string): Promise<void> {
  return atSpot(inside, from, "keep", async (source) => {
    await lstat(source.folder.at(source.name));
    await atSpot(inside, to, "keep", async (target) => {
      mustLieInside(await source.folder.whereabouts(), source, from);
      mustLieInside(await target.folder.whereabouts(), target, to);
      await rename(source.folder.at(source.name), target.folder.at(target.name)).catch((error: unknown) => {
        throw explainFault(to, error);
      });
    });
  });
}

/** The permissions of the file that is to be replaced, if it may be written; `undefined` when there is none. */
async function writablePermissions(spot: NamedSpot): Promise<number | "changed" | undefined> {
  const file = await openAt(spot, "update").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined || file === "changed") return file;
  try {
    return (await file.stat()).mode & 0o777;
  } finally {
    await file.close();
  }
}

async function fill(file: FileHandle, content: string | Uint8Array, permissions: number | undefined) {
  try {
    await file.writeFile(content);
    if (permissions !== undefined) await file.chmod(permissions);
    await file.sync();
  } finally {
    await file.close();
  }
}

function unlessGone(error: unknown): void {
  if (errorCode(error) !== "ENOENT") throw error;
}
