import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startFileFailed } from "../errors.ts";

/** The file in the plugin's data folder that holds an unused start link, for the person who runs the host. */
export function startFileIn(dataDir: string): string {
  return join(dataDir, "start-url");
}

/**
 * Writes the file, readable for its owner only. A fresh file takes the old one's place at once, since writing into an
 * old one would keep that one's mode.
 *
 * @throws PluginError `GUI_START_FILE_FAILED`.
 */
export function writeStartFile(file: string, url: string): void {
  const fresh = `${file}.new`;
  try {
    rmSync(fresh, { force: true });
    writeFileSync(fresh, `${url}\n`, { mode: 0o600, flag: "wx" });
    renameSync(fresh, file);
  } catch (cause) {
    throw startFileFailed(file, cause);
  }
}

/** Removes the file. @throws PluginError `GUI_START_FILE_FAILED`. */
export function removeStartFile(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (cause) {
    throw startFileFailed(file, cause);
  }
}
