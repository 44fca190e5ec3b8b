import { parse, stringify } from "smol-toml";
import { personaBindingsUnreadable, personaBindingsUnwritable, personaSessionInvalid } from "../errors.ts";
import { replaceFile } from "../files/durable-write.ts";
import { readSmallFile } from "../files/read-small-file.ts";
import { createSerial } from "../files/serial.ts";
import { isPersonaName } from "../store/persona-name.ts";

/** Sessions come and go; beyond this the oldest bindings are forgotten. */
const MAX_BINDINGS = 1000;
const MAX_BYTES = 2 * 1024 * 1024;
/** Neither control characters nor halves of a pair, which TOML cannot carry. */
const SESSION_ID = /^[^\p{Cc}\p{Cs}]{1,256}$/u;

/** Which session has which persona. The file is the only memory, so that it survives and processes agree. */
export interface SessionBindings {
  get(sessionId: string): Promise<string | undefined>;
  set(sessionId: string, persona: string): Promise<void>;
  /** Removes a binding, or only the one to `persona`; resolves to the name that was removed. */
  remove(sessionId: string, persona?: string): Promise<string | undefined>;
}

/** Opens the bindings of a file, which need not exist yet. A file that cannot be understood is left untouched. */
export function createSessionBindings(file: string): SessionBindings {
  const inTurn = createSerial();

  async function get(sessionId: string): Promise<string | undefined> {
    return (await readBindings(file)).get(sessionId);
  }

  async function set(sessionId: string, persona: string): Promise<void> {
    if (!isSessionId(sessionId)) throw personaSessionInvalid();
    await inTurn(async () => {
      const bindings = await readBindings(file);
      if (bindings.get(sessionId) === persona) return;
      bindings.set(sessionId, persona);
      const latest = new Map([...bindings].slice(-MAX_BINDINGS));
      await writeBindings(file, latest);
    });
  }

  async function remove(sessionId: string, persona?: string): Promise<string | undefined> {
    return inTurn(async () => {
      const bindings = await readBindings(file);
      const bound = bindings.get(sessionId);
      if (bound === undefined || (persona !== undefined && bound !== persona)) return undefined;
      bindings.delete(sessionId);
      await writeBindings(file, bindings);
      return bound;
    });
  }

  return { get, set, remove };
}

function isSessionId(sessionId: string): boolean {
  return SESSION_ID.test(sessionId) && sessionId.trim() !== "";
}

async function readBindings(file: string): Promise<Map<string, string>> {
  const read = await readSmallFile(file, MAX_BYTES);
  if ("text" in read) return parseBindings(file, read.text);
  if (read.isMissing) return new Map();
  throw personaBindingsUnreadable(file, read.reason, read.cause);
}

function parseBindings(file: string, text: string): Map<string, string> {
  let binding: unknown;
  try {
    binding = parse(text).binding;
  } catch (cause) {
    throw personaBindingsUnreadable(file, "is not valid TOML", cause);
  }
  if (binding === undefined) return new Map();
  if (typeof binding !== "object" || binding === null || Array.isArray(binding)) {
    throw personaBindingsUnreadable(file, "has something else than a table under the key binding");
  }
  const entries = Object.entries(binding).filter(
    (entry): entry is [string, string] =>
      isSessionId(entry[0]) && typeof entry[1] === "string" && isPersonaName(entry[1]),
  );
  return new Map(entries);
}

async function writeBindings(file: string, bindings: ReadonlyMap<string, string>): Promise<void> {
  try {
    await replaceFile(file, stringify({ binding: Object.fromEntries(bindings) }));
  } catch (cause) {
    throw personaBindingsUnwritable(file, cause);
  }
}
