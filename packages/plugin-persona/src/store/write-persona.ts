import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Persona } from "../contract.ts";
import { syncDirectory, writeNewFile } from "../files/durable-write.ts";
import { formatMetadata } from "./persona-metadata.ts";
import { METADATA_FILE, PROMPT_FILE } from "./read-persona.ts";

/**
 * Writes the folder of a new persona beside its place and moves it there, so that it appears whole or not at all. When
 * somebody else was quicker, the move fails with `EEXIST` or `ENOTEMPTY`.
 */
export async function writePersona(directory: string, persona: Persona): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const staging = hiddenFolder(directory);
  try {
    await mkdir(staging, { mode: 0o700 });
    await writeNewFile(join(staging, METADATA_FILE), formatMetadata(persona));
    await writeNewFile(join(staging, PROMPT_FILE), persona.behaviorPrompt);
    await syncDirectory(staging);
    await rename(staging, join(directory, persona.name));
  } catch (cause) {
    await rm(staging, { recursive: true, force: true });
    throw cause;
  }
  await syncDirectory(directory);
}

/** Takes the folder of a persona away again, out of sight before it is emptied. */
export async function removePersona(directory: string, name: string): Promise<void> {
  const hidden = hiddenFolder(directory);
  await rename(join(directory, name), hidden);
  await rm(hidden, { recursive: true, force: true });
}

/** No persona's name begins with a dot, so the store passes over it. */
function hiddenFolder(directory: string): string {
  return join(directory, `.${randomUUID()}.tmp`);
}
