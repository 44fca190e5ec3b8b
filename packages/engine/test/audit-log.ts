import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@asky/sdk";

/** The records of a host's audit log in their order, but for the checkpoints between them. */
export async function readAuditLog(configDir: string): Promise<readonly JsonObject[]> {
  const folder = join(configDir, "audit");
  const names = (await readdir(folder)).filter((name) => name !== "manifest.jsonl").sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts
    .flatMap((text) => text.split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JsonObject)
    .filter(({ event }) => event !== "checkpoint");
}
