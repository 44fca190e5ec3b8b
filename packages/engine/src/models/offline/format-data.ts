import type { JsonObject, JsonValue } from "@asky/sdk";

const MAX_DEPTH = 6;

/** A JSON value as people read it: a line for each member; what is empty is left out. */
export function formatData(data: JsonValue): string {
  return formatLines(data, 0).join("\n");
}

function formatLines(data: JsonValue, depth: number): readonly string[] {
  if (depth > MAX_DEPTH) return [JSON.stringify(data)];
  if (Array.isArray(data)) return data.flatMap((item) => formatItem(item, depth));
  if (isObject(data)) {
    return Object.entries(data).flatMap(([key, value]) => formatMember(key, value, depth));
  }
  return isEmpty(data) ? [] : [String(data)];
}

function formatItem(item: JsonValue, depth: number): readonly string[] {
  const [head, ...rest] = formatLines(item, depth + 1);
  return head === undefined ? [] : [`- ${head}`, ...rest.map((line) => `  ${line}`)];
}

function formatMember(key: string, value: JsonValue | undefined, depth: number): readonly string[] {
  if (value === undefined || isEmpty(value)) return [];
  const label = key.replaceAll("_", " ");
  if (typeof value !== "object") return [`${label}: ${String(value)}`];
  return [`${label}:`, ...formatLines(value, depth + 1).map((line) => `  ${line}`)];
}

function isEmpty(value: JsonValue): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
