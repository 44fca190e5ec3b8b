import type { JsonObject } from "@asky/sdk";

const MAX_DEPTH = 64;

/**
 * Copies what a schema made of a configuration and freezes the copy at every level. A schema may produce more than
 * JSON: dates, maps and other instances pass through as they are.
 *
 * @throws TypeError when it is nested deeper than 64 levels, which a cycle always is.
 */
export function freezeConfig(value: unknown): JsonObject {
  return freezeValue(value, 0) as JsonObject;
}

function freezeValue(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) throw new TypeError(`The configuration is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return Object.freeze(value.map((item) => freezeValue(item, depth + 1)));
  if (!isPlain(value)) return value;
  const result = {};
  for (const [key, member] of Object.entries(value)) {
    // A plain assignment to "__proto__" would change the prototype and lose the member.
    Object.defineProperty(result, key, { value: freezeValue(member, depth + 1), enumerable: true });
  }
  return Object.freeze(result);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
