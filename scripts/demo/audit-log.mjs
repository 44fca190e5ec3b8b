// @ts-check
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
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
  const path = join(configDir, "audit.jsonl");
  const file = join(basename(configDir), "audit.jsonl");
  try {
    const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
    return lines.map((line, index) => ({ file, lineNumber: index + 1, line, entry: JSON.parse(line) }));
  } catch (cause) {
    const message = `The audit log "${path}" cannot be read, or not every line of it is JSON.`;
    throw new DemoFault(message, "Run npm test, and report it with both outputs.", { cause });
  }
}
