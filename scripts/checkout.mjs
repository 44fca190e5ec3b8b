// @ts-check
import { readdir, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this checkout. */
export const root = fileURLToPath(new URL("../", import.meta.url));

/** @param {string} name a command installed at the root */
export const bin = (name, folder = root) => join(folder, "node_modules", ".bin", name);

/** The environment for tools that look for other tools by name, as turbo does for pnpm. */
export function toolEnvironment(folder = root, base = process.env) {
  const path = `${join(folder, "node_modules", ".bin")}${delimiter}${base.PATH ?? ""}`;
  return { ...base, PATH: path, TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1" };
}

/**
 * @typedef {object} WorkspacePackage
 * @property {string} folder
 * @property {string} name
 * @property {Record<string, any>} manifest
 */

/**
 * The packages directly below a folder of the workspace, by folder name.
 *
 * @param {"packages" | "examples"} group
 * @returns {Promise<WorkspacePackage[]>}
 */
export async function workspacePackages(group, checkout = root) {
  const parent = join(checkout, group);
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(parent, entry.name));
  const read = folders.sort().map(async (folder) => {
    const text = await readFile(join(folder, "package.json"), "utf8").catch(() => undefined);
    if (text === undefined) return [];
    const manifest = JSON.parse(text);
    return [{ folder, name: manifest.name, manifest }];
  });
  return (await Promise.all(read)).flat();
}
