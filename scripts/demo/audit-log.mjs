// @ts-check
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { DemoFault } from "./fault.mjs";

/**
 * @typedef {object} AuditLine
 * @property {string} file as it is called in the story
 * @property {number} lineNumber from 1
 * @property {string} line as it stands in the file
 * @property {Record<string, any>} entry what it says
 */

/**
 * Reads the host's audit log.
 *
 * @param {string} configDir
 * @returns {Promise<AuditLine[]>}
 */
export async function readAuditLog(configDir) {
  const folder = join(configDir, "audit");
  try {
    const names = (await readdir(folder)).filter((name) => name !== "manifest.jsonl").sort();
    const files = await Promise.all(names.map((name) => readLines(join(folder, name), configDir)));
    // Checkpoints hold the log together, and tell no story.
    return files.flat().filter(({ entry }) => entry.event !== "checkpoint");
  } catch (cause) {
    const message = `The audit log in "${folder}" cannot be read, or not every line of it is JSON.`;
    throw new DemoFault(message, "Run npm test, and report it with both outputs.", { cause });
  }
}

/** @param {string} path @param {string} configDir @returns {Promise<AuditLine[]>} */
async function readLines(path, configDir) {
  const file = relative(dirname(configDir), path);
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line, index) => ({ file, lineNumber: index + 1, line, entry: JSON.parse(line) }));
}
