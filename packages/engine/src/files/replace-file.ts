import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "./sync-folder.ts";

/**
 * Replaces a small file as a whole: whoever reads it sees the old text or the new one. Only its owner may read it.
 *
 * @param isDurable - whether it waits for the disk: the new text is then there after a power cut, too.
 */
export async function replaceFile(path: string, text: string, isDurable: boolean): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(text, "utf8");
      if (isDurable) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
    if (isDurable) await syncFolder(dirname(path));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
