import type { JsonObject } from "@asky/sdk";
import { ARGUMENT_LIMITS, copyJsonObject } from "../copy-json.ts";

/**
 * Makes arguments of the JSON text that a model wrote; an empty one means none.
 *
 * @throws TypeError or SyntaxError saying what is wrong.
 */
export function parseArguments(text: string): JsonObject {
  if (text.length > ARGUMENT_LIMITS.maxChars) throw new TypeError("they are larger than 1 MiB");
  return copyArguments(text.trim() === "" ? {} : (JSON.parse(text) as unknown));
}

/**
 * Copies arguments and freezes the copy.
 *
 * @throws TypeError when they are no JSON object, too large, or have a key that could reach an object's prototype.
 */
export function copyArguments(value: unknown): JsonObject {
  const args = copyJsonObject(value, ARGUMENT_LIMITS);
  if (hasPrototypeKey(args)) throw new TypeError('they have the key "__proto__"');
  return args;
}

/** Harmless as it is, but executors copy arguments with `Object.assign` and the like, which would follow it. */
function hasPrototypeKey(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(hasPrototypeKey);
}
