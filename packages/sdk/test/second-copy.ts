import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll } from "vitest";

/** Imports the built package from another folder, as happens when host and plugin each install their own. */
export async function importSecondCopy(): Promise<typeof import("@asky/sdk")> {
  const dist = dirname(fileURLToPath(import.meta.resolve("@asky/sdk")));
  const folder = mkdtempSync(join(tmpdir(), "asky-sdk-copy-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(dist, folder, { recursive: true });
  return import(pathToFileURL(join(folder, "index.js")).href);
}
