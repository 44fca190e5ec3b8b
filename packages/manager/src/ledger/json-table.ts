import type { JsonValue } from "@asky/sdk";

/** An object of JSON values, all of them there. */
export type JsonTable = Readonly<Record<string, JsonValue>>;

/** Whether a value is an object that is neither `null` nor a list. */
export function isTable(value: unknown): value is JsonTable {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
