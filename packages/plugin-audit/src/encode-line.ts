import type { JsonObject } from "@asky/sdk";

/** How many characters of a string are kept. */
const MAX_CHARACTERS = 500;

/** The SDK's JSON values end at 64 levels; a record adds two. A cycle ends here as well. */
const MAX_DEPTH = 100;

/** What JSON leaves as it is and some reader of lines or some terminal does not: DEL, C1, the two line separators. */
const UNSAFE: RegExp = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * Writes a record as one line of JSON, long strings cut and marked at every depth, keys included. Written out by hand,
 * because a copy made for `JSON.stringify` would lose a member named `__proto__`, or one of two keys cut alike.
 *
 * @throws TypeError when a part is no JSON value or lies too deep.
 */
export function encodeLine(record: JsonObject): string {
  return `${encode(record, 0)}\n`;
}

function encode(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new TypeError(`A value is nested deeper than ${MAX_DEPTH} levels.`);
  if (typeof value === "string") return encodeString(value);
  if (Array.isArray(value)) {
    // Array.from also visits holes, which would come out as nothing between two commas.
    return `[${Array.from(value, (item) => (item === undefined ? "null" : encode(item, depth + 1))).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([key, member]) => `${encodeString(key)}:${encode(member, depth + 1)}`).join(",")}}`;
  }
  if (value === null || typeof value === "boolean" || Number.isFinite(value)) return String(value);
  throw new TypeError(`A ${typeof value} is no JSON value.`);
}

function encodeString(text: string): string {
  return JSON.stringify(cut(text)).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function cut(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  const last = text.charCodeAt(MAX_CHARACTERS - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, splitsPair ? MAX_CHARACTERS - 1 : MAX_CHARACTERS)}… [cut, ${text.length} characters in all]`;
}
