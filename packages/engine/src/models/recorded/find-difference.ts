import type { JsonObject, JsonValue } from "@asky/sdk";

const MAX_DIFFERENCES = 3;
const MAX_SHOWN = 80;

/** The recorded request that has most in common with another one, and where they differ. */
export interface Nearest {
  /** Its line in the recording. */
  readonly line: number;
  readonly differences: readonly string[];
}

/** Finds it; `undefined` when nothing is recorded. */
export function findNearest(
  asked: JsonObject,
  recorded: readonly { readonly line: number; readonly request: JsonObject }[],
): Nearest | undefined {
  const rated = recorded.map(({ line, request }) => ({ line, request, shared: sharedWith(asked, request) }));
  const best = rated.sort((a, b) => b.shared - a.shared || a.line - b.line)[0];
  if (!best) return undefined;
  const differences: string[] = [];
  collect(best.request, asked, "", differences);
  return { line: best.line, differences };
}

/** Equal messages from the beginning on count most, equal tools next. */
function sharedWith(asked: JsonObject, request: JsonObject): number {
  const mine = listOf(asked.messages);
  const other = listOf(request.messages);
  const firstOther = mine.findIndex((message, index) => !isEqual(message, other[index]));
  const same = firstOther === -1 ? mine.length : firstOther;
  const all = mine.filter((message) => other.some((one) => isEqual(message, one))).length;
  return (
    same * 10 + all * 3 - Math.abs(mine.length - other.length) + (isEqual(asked.tools, request.tools) ? 2 : 0)
  );
}

function collect(
  before: JsonValue | undefined,
  now: JsonValue | undefined,
  path: string,
  found: string[],
): void {
  if (found.length === MAX_DIFFERENCES || isEqual(before, now)) return;
  if (Array.isArray(before) && Array.isArray(now)) {
    const length = Math.max(before.length, now.length);
    for (let index = 0; index < length; index++) {
      collect(before[index], now[index], `${path}[${labelOf(before[index] ?? now[index], index)}]`, found);
    }
    return;
  }
  if (isObject(before) && isObject(now)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      collect(before[key], now[key], path === "" ? key : `${path}.${key}`, found);
    }
    return;
  }
  const [recorded, asked] = showBoth(before, now);
  found.push(`${path}: recorded ${recorded}, asked ${asked}`);
}

/** Tools are told by their names. */
function labelOf(value: JsonValue | undefined, index: number): string {
  return isObject(value) && typeof value.name === "string" ? value.name : String(index);
}

/** Long texts from where they begin to differ. */
function showBoth(before: JsonValue | undefined, now: JsonValue | undefined): readonly [string, string] {
  if (typeof before !== "string" || typeof now !== "string") return [show(before), show(now)];
  let same = 0;
  while (same < before.length && before[same] === now[same]) same++;
  const start = Math.max(same - 20, 0);
  return [show(before.slice(start)), show(now.slice(start))];
}

function show(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function isEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
