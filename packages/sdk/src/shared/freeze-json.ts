import { isRecord, type JsonValue } from "./json.ts";

const MAX_DEPTH = 64;

/** What has been copied in this call, so that what stands in several places is copied once. */
type Copies = Map<object, JsonValue>;

/**
 * Copies a JSON value and freezes the copy at every level, so that it can be handed to several plugins.
 *
 * @param value - what to copy; `undefined` members of objects are left out.
 * @returns a deeply frozen copy; the caller's value is not touched.
 * @throws TypeError naming the path, when a part is no JSON value (function, symbol, bigint, NaN, infinity, hole,
 *   class instance) or is nested deeper than 64 levels, which a cycle always is. Whatever a getter throws.
 */
export function freezeJson<T>(value: T): T {
  return copy(value, "$", 0, new Map()) as T;
}

function copy(value: unknown, path: string, depth: number, copies: Copies): JsonValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (depth > MAX_DEPTH) throw new TypeError(`${path} is nested deeper than ${MAX_DEPTH} levels`);
  if (typeof value !== "object") throw new TypeError(`${path} is no JSON value`);
  const known = copies.get(value);
  if (known !== undefined) return known;
  const result = Array.isArray(value)
    ? copyArray(value, path, depth, copies)
    : copyObject(value, path, depth, copies);
  copies.set(value, result);
  return result;
}

function copyArray(value: readonly unknown[], path: string, depth: number, copies: Copies): JsonValue {
  return Object.freeze(
    Array.from(value, (item, index) => copy(item, `${path}[${index}]`, depth + 1, copies)),
  );
}

function copyObject(value: object, path: string, depth: number, copies: Copies): JsonValue {
  if (!isRecord(value) || !isPlain(value)) throw new TypeError(`${path} is no JSON value`);
  const result: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const copied = copy(member, `${path}.${key}`, depth + 1, copies);
    // A plain assignment to "__proto__" would change the prototype and lose the member.
    Object.defineProperty(result, key, {
      value: copied,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return Object.freeze(result);
}

/** Objects of another realm count as plain too, so the prototype is judged by shape, never by identity. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
