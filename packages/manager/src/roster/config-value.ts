import type { JsonObject, JsonValue } from "@asky/sdk";
import { describeValue } from "../text/describe-value.ts";

const MAX_DEPTH = 64;

/** A value that no configuration can have, and where. `what` completes the sentence `"<key>" is …`. */
export interface ConfigFault {
  readonly path: readonly (string | number)[];
  readonly what: string;
}

/**
 * Turns a parsed table into a plain object of JSON values: dates become their ISO text, while infinite and undefined
 * numbers are faults. Pure.
 */
export function toConfig(table: object): { readonly config: JsonObject } | { readonly fault: ConfigFault } {
  const faults: ConfigFault[] = [];
  const config = copyObject(table, [], (path, what) => faults.push({ path, what }));
  const [fault] = faults;
  return fault ? { fault } : { config };
}

type Refuse = (path: readonly (string | number)[], what: string) => void;

function copyValue(value: unknown, path: readonly (string | number)[], refuse: Refuse): JsonValue {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value instanceof Date) return value.toISOString();
  if (path.length > MAX_DEPTH) {
    refuse(path, `nested deeper than ${MAX_DEPTH} levels`);
    return null;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => copyValue(item, [...path, index], refuse));
  }
  if (typeof value === "object" && value !== null) return copyObject(value, path, refuse);
  refuse(path, `${describeValue(value)}, which JSON cannot hold`);
  return null;
}

function copyObject(table: object, path: readonly (string | number)[], refuse: Refuse): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(table)) {
    const value = copyValue(member, [...path, key], refuse);
    // A plain assignment to "__proto__" would change the prototype and lose the member.
    Object.defineProperty(result, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return result;
}
