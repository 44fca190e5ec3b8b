import type { FileHandle } from "node:fs/promises";
import { pathKindWrong, pathUnusable } from "../errors/paths.ts";
import type { SandboxArea } from "./check-paths.ts";
import { explainFault } from "./explain-fault.ts";
import { findSpot, type SpotOptions } from "./find-spot.ts";
import { type NamedSpot, type OpenMode, type OpenOptions, openAt } from "./open-at.ts";

/** How often a path is gone once more when a link is put in place of what was seen there. */
const MAX_TRIES = 32;

/** One directory, or the directory of a turn with further ones; absolute. */
export type Inside = string | SandboxArea;

/**
 * Opens a file for a tool, so that nothing outside the given directories is ever opened, whatever is renamed, linked or
 * replaced while it looks: folders are held and gone through one by one, links are followed only as far as their
 * targets lie inside, and the file that was judged is the one that is opened. Called by executors in place of `open`.
 *
 * It is exact where descriptors have paths (Linux with `/proc`). Elsewhere everything is looked at before and after the
 * opening, and who swaps a folder and swaps it back in between can win; there only the system's own sandbox confines.
 * Nowhere can it tell that a file inside has a second name (hard link) outside, or that a folder inside is the root of
 * another file system: both count as inside. The given directories themselves are trusted as they stand.
 *
 * @param path - absolute, or relative to the (first) directory; `~` has no meaning here.
 * @returns an open file; the caller closes it.
 * @throws PluginError `PATH_OUTSIDE`, `PATH_MISSING`, `PATH_EXISTS` (mode `create`), `PATH_KIND_WRONG` (a folder, a pipe,
 * a device), `PATH_UNUSABLE` (not permitted, too long, too many links).
 */
export function openInside(
  inside: Inside,
  path: string,
  mode: OpenMode = "read",
  options: OpenOptions = {},
): Promise<FileHandle> {
  const last = mode === "create" ? "keep" : "follow";
  return atSpot(inside, path, last, (spot) => openAt(spot, mode, options));
}

/** Does something at a named spot, as often as links come up there. */
export async function atSpot<T>(
  inside: Inside,
  path: string,
  last: SpotOptions["last"],
  act: (spot: NamedSpot) => Promise<T | "changed">,
): Promise<T> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { folder, name, root } = await findSpot(toArea(inside), path, { last });
    try {
      if (name === undefined) throw pathKindWrong(path, "a folder", "a file");
      const done = await act({ folder, name, root, path });
      if (done !== "changed") return done;
    } catch (error) {
      throw explainFault(path, error);
    } finally {
      await folder.close();
    }
  }
  throw pathUnusable(path, "what it names keeps changing");
}

export function toArea(inside: Inside): SandboxArea {
  return typeof inside === "string" ? { directory: inside, allowedDirs: [] } : inside;
}
