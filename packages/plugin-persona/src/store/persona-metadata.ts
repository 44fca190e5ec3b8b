import { parse, stringify } from "smol-toml";

/** The version of the files of a persona that this package writes and reads. */
const SCHEMA_VERSION = 1;
const WHOLE_SECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** What stands in a persona's `metadata.toml`. Times are ISO 8601, UTC, whole seconds. */
export interface PersonaMetadata {
  readonly name: string;
  readonly description: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Metadata, or what is wrong with the text: a phrase that follows the file's name. */
export type ParsedMetadata =
  | { readonly metadata: PersonaMetadata }
  | { readonly reason: string; readonly cause?: unknown };

export function formatMetadata(metadata: PersonaMetadata): string {
  return stringify({
    persona: {
      name: metadata.name,
      description: metadata.description,
      schema_version: SCHEMA_VERSION,
      created_at: metadata.createdAt,
      updated_at: metadata.updatedAt,
    },
  });
}

export function parseMetadata(text: string): ParsedMetadata {
  let document: Record<string, unknown>;
  try {
    document = parse(text);
  } catch (cause) {
    return { reason: "is not valid TOML", cause };
  }
  const persona = document.persona;
  if (!isTable(persona)) return { reason: "has no table [persona]" };
  const { name, description = "", schema_version: version } = persona;
  if (version !== SCHEMA_VERSION) return { reason: `does not have schema_version = ${SCHEMA_VERSION}` };
  if (typeof name !== "string") return { reason: "has no text under the key name" };
  if (typeof description !== "string")
    return { reason: "has something else than a text under the key description" };
  const createdAt = toWholeSeconds(persona.created_at);
  const updatedAt = toWholeSeconds(persona.updated_at);
  if (!createdAt || !updatedAt)
    return { reason: "has no UTC times under the keys created_at and updated_at" };
  return { metadata: { name, description, createdAt, updatedAt } };
}

/** A time without the part below the second. */
export function formatTime(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Takes a text as we write it, and a TOML date-time as a person may. */
function toWholeSeconds(value: unknown): string | undefined {
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? formatTime(value) : value;
  return typeof text === "string" && WHOLE_SECONDS.test(text) && !Number.isNaN(Date.parse(text))
    ? text
    : undefined;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
