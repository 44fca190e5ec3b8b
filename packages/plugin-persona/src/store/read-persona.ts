import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { PluginError } from "@asky/sdk";
import type { Persona } from "../contract.ts";
import { personaCorrupt, personaNameInvalid } from "../errors.ts";
import { readSmallFile } from "../files/read-small-file.ts";
import { type PersonaMetadata, parseMetadata } from "./persona-metadata.ts";
import { isPersonaName } from "./persona-name.ts";
import { descriptionFault, MAX_PROMPT_BYTES, promptFault } from "./persona-rules.ts";

export const METADATA_FILE = "metadata.toml";
export const PROMPT_FILE = "behavior_prompt.md";
const MAX_METADATA_BYTES = 64 * 1024;

/**
 * Reads a persona from its folder, following no link.
 *
 * @throws PluginError `PERSONA_CORRUPT`, naming the file and what is wrong with it; `PERSONA_NAME_INVALID` when no
 *   persona can have the folder's name.
 */
export async function readPersona(directory: string, name: string): Promise<Persona> {
  if (!isPersonaName(name)) throw personaNameInvalid(name);
  const folder = join(directory, name);
  await checkFolder(name, folder);
  const metadata = await readMetadata(name, join(folder, METADATA_FILE));
  const behaviorPrompt = await readText(name, join(folder, PROMPT_FILE), MAX_PROMPT_BYTES);
  const fault = promptFault(name, behaviorPrompt);
  if (fault) throw corrupt(name, join(folder, PROMPT_FILE), "breaks a rule for prompts", fault);
  return { ...metadata, behaviorPrompt };
}

async function checkFolder(name: string, folder: string): Promise<void> {
  let isFolder: boolean;
  try {
    isFolder = (await lstat(folder)).isDirectory();
  } catch (cause) {
    throw corrupt(name, folder, "cannot be read", cause);
  }
  if (!isFolder) throw corrupt(name, folder, "is not a folder of its own");
}

async function readMetadata(name: string, path: string): Promise<PersonaMetadata> {
  const parsed = parseMetadata(await readText(name, path, MAX_METADATA_BYTES));
  if ("reason" in parsed) throw corrupt(name, path, parsed.reason, parsed.cause);
  const { metadata } = parsed;
  if (metadata.name !== name) throw corrupt(name, path, `names the persona "${metadata.name}" instead`);
  const fault = descriptionFault(name, metadata.description);
  if (fault) throw corrupt(name, path, "breaks a rule for descriptions", fault);
  return metadata;
}

async function readText(name: string, path: string, maxBytes: number): Promise<string> {
  const file = await readSmallFile(path, maxBytes);
  if ("reason" in file) throw corrupt(name, path, file.reason, file.cause);
  return file.text;
}

function corrupt(name: string, path: string, reason: string, cause?: unknown): PluginError {
  return personaCorrupt(name, `"${path}"`, reason, cause);
}
