// @ts-check
import { realpathSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @type {Set<string>} */
const folders = new Set();

/**
 * Makes an empty folder that is removed when this process ends, however it ends.
 *
 * @param {string} purpose a word for its name
 */
export async function temporaryFolder(purpose) {
  if (folders.size === 0) process.once("exit", removeAll);
  // The real path, since tools print and compare real paths.
  const folder = await mkdtemp(join(realpathSync(tmpdir()), `asky-${purpose}-`));
  folders.add(folder);
  return folder;
}

function removeAll() {
  for (const folder of folders) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      // Said, not thrown: other exit handlers have work to do too.
      console.error(`${folder} is left behind: ${error instanceof Error ? error.message : error}`);
    }
  }
}
