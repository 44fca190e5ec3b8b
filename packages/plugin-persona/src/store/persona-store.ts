import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { type Logger, PluginError } from "@asky/sdk";
import type { Persona, PersonaDraft, PersonaSummary } from "../contract.ts";
import { personaExists, personaNameInvalid, personaStoreFailed } from "../errors.ts";
import { createSerial } from "../files/serial.ts";
import { formatTime } from "./persona-metadata.ts";
import { compare, isPersonaName } from "./persona-name.ts";
import { descriptionFault, promptFault } from "./persona-rules.ts";
import { readPersona } from "./read-persona.ts";
import { removePersona, writePersona } from "./write-persona.ts";

/** The personas of a folder, as of the moment of each call. */
export interface PersonaStore {
  /** All of them by name; those that cannot be used carry their fault, which is logged once. */
  list(): Promise<readonly PersonaSummary[]>;
  /** One of them. Rejects with `PERSONA_CORRUPT`. */
  get(name: string): Promise<Persona | undefined>;
  /** Adds one, whole or not at all. */
  create(draft: PersonaDraft): Promise<Persona>;
}

/** Opens the store of a folder, which need not exist yet. */
export function createPersonaStore(directory: string, logger: Logger): PersonaStore {
  const inTurn = createSerial();
  const warned = new Set<string>();

  async function list(): Promise<readonly PersonaSummary[]> {
    const names = await folderNames(directory);
    const summaries: PersonaSummary[] = [];
    for (const name of [...names].sort(compare)) summaries.push(await summarize(name));
    return summaries;
  }

  async function summarize(name: string): Promise<PersonaSummary> {
    try {
      return { name, description: (await readPersona(directory, name)).description };
    } catch (cause) {
      if (!PluginError.is(cause)) throw cause;
      const { code, message, hint } = cause;
      if (!warned.has(message)) logger.warn(`${message} ${hint}`, { code, persona: name });
      warned.add(message);
      return { name, description: "", fault: { code, message, hint } };
    }
  }

  async function get(name: string): Promise<Persona | undefined> {
    // Asked of the list, because some file systems open a folder under a name in another case.
    const names = await folderNames(directory);
    return names.includes(name) ? readPersona(directory, name) : undefined;
  }

  async function create(draft: PersonaDraft): Promise<Persona> {
    const persona = fromDraft(draft, new Date());
    return inTurn(async () => {
      const [existing] = await namesLike(persona.name);
      if (existing !== undefined) throw personaExists(persona.name, existing);
      await write(persona);
      return persona;
    });
  }

  async function write(persona: Persona): Promise<void> {
    try {
      await writePersona(directory, persona);
    } catch (cause) {
      if (isTaken(cause)) throw personaExists(persona.name, persona.name);
      throw personaStoreFailed(directory, "written", cause);
    }
    await giveWay(persona.name);
  }

  /** Another process may have added the name in another case meanwhile. Whoever sees the other gives way. */
  async function giveWay(name: string): Promise<void> {
    const rival = (await namesLike(name)).find((other) => other !== name);
    if (rival === undefined) return;
    try {
      await removePersona(directory, name);
    } catch (cause) {
      throw personaStoreFailed(directory, "written", cause);
    }
    throw personaExists(name, rival);
  }

  /** Whatever has that name already, in any case. */
  async function namesLike(name: string): Promise<readonly string[]> {
    const names = (await readEntries(directory)).map((entry) => entry.name);
    return names.filter((other) => other.toLowerCase() === name.toLowerCase());
  }

  return { list, get, create };
}

function fromDraft(draft: PersonaDraft, now: Date): Persona {
  const name = draft.name.trim();
  const description = (draft.description ?? "").trim();
  if (!isPersonaName(name)) throw personaNameInvalid(name);
  const fault = descriptionFault(name, description) ?? promptFault(name, draft.behaviorPrompt);
  if (fault) throw fault;
  const time = formatTime(now);
  return { name, description, behaviorPrompt: draft.behaviorPrompt, createdAt: time, updatedAt: time };
}

/** Whether another process was quicker: a folder cannot be moved onto one that holds something. */
function isTaken(cause: unknown): boolean {
  const { syscall, code } = cause as NodeJS.ErrnoException;
  return syscall === "rename" && (code === "EEXIST" || code === "ENOTEMPTY");
}

/** What is, or should be, a persona. A link is listed too, so that its owner learns why it is not used. */
async function folderNames(directory: string): Promise<readonly string[]> {
  const entries = await readEntries(directory);
  return entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
}

/** What lies in the folder, apart from what is hidden: our own unfinished work, and what systems leave behind. */
async function readEntries(directory: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => !entry.name.startsWith("."));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw personaStoreFailed(directory, "read", cause);
  }
}
