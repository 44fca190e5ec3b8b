import type { JsonObject, JsonValue } from "@asky/sdk";
import { isJsonObject, isRecord } from "./is-record.ts";

/** How large a value may be before it is refused. */
export interface JsonLimits {
  /** Characters of its JSON text, roughly; the count runs along, so that nothing endless is walked to its end. */
  readonly maxChars: number;
  readonly maxDepth: number;
}

/** Arguments of one call. Less deep than what an event can carry, so that every judged call can be announced. */
export const ARGUMENT_LIMITS: JsonLimits = { maxChars: 1_048_576, maxDepth: 32 };

/** What an executor or a callback returns, pictures included. */
export const RESULT_LIMITS: JsonLimits = { maxChars: 8 * 1_048_576, maxDepth: 48 };

/** A tool's parameters as JSON Schema. */
export const SCHEMA_LIMITS: JsonLimits = { maxChars: 262_144, maxDepth: 48 };

/**
 * Copies a JSON value within limits and freezes the copy at every level. Each member of the original is read once.
 *
 * @throws TypeError naming the path, when a part is no JSON value or too large; whatever reading the value throws.
 */
export function copyJson(value: unknown, limits: JsonLimits): JsonValue {
  let charsLeft = limits.maxChars;

  function spend(chars: number): void {
    charsLeft -= chars;
    if (charsLeft < 0) throw new TypeError(`the value is larger than ${limits.maxChars} characters`);
  }

  function copy(source: unknown, path: string, depth: number): JsonValue {
    spend(1);
    if (source === null || typeof source === "boolean") return source;
    if (typeof source === "number" && Number.isFinite(source)) return source;
    if (typeof source === "string") {
      spend(source.length);
      return source;
    }
    if (depth > limits.maxDepth) {
      throw new TypeError(
        `"${cutPath(path)}" is nested deeper than ${limits.maxDepth} levels, or in a circle`,
      );
    }
    if (Array.isArray(source)) return copyArray(source, path, depth);
    if (!isRecord(source) || !isPlain(source)) throw new TypeError(`"${cutPath(path)}" is no JSON value`);
    return copyObject(source, path, depth);
  }

  function copyArray(source: readonly unknown[], path: string, depth: number): JsonValue {
    const { length } = source;
    if (length > charsLeft) spend(length);
    const result: JsonValue[] = [];
    for (let index = 0; index < length; index++) {
      result.push(copy(source[index], `${path}[${index}]`, depth + 1));
    }
    return Object.freeze(result);
  }

  function copyObject(source: Readonly<Record<string, unknown>>, path: string, depth: number): JsonObject {
    const result: JsonObject = {};
    for (const key of Object.keys(source)) {
      const member = source[key];
      if (member === undefined) continue;
      spend(key.length);
      const value = copy(member, `${path}.${key}`, depth + 1);
      // A plain assignment to "__proto__" would change the prototype and lose the member.
      Object.defineProperty(result, key, { value, enumerable: true, writable: true, configurable: true });
    }
    return Object.freeze(result);
  }

  return copy(value, "$", 0);
}

/** Like {@link copyJson}, for a value that must be an object. */
export function copyJsonObject(value: unknown, limits: JsonLimits): JsonObject {
  const copy = copyJson(value, limits);
  if (!isJsonObject(copy)) throw new TypeError("the value is no JSON object");
  return copy;
}

/** Objects of another realm count as plain too, so the prototype is judged by shape, never by identity. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function cutPath(path: string): string {
  return path.length <= 80 ? path : `${path.slice(0, 77)}...`;
}
