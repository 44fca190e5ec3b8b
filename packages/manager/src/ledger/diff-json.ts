import type { JsonValue } from "@asky/sdk";
import { isTable, type JsonTable } from "./json-table.ts";

/** One difference: where, what stood there, and what stands there now. */
export type Difference =
  | { readonly op: "add"; readonly path: readonly string[]; readonly after: JsonValue }
  | { readonly op: "remove"; readonly path: readonly string[]; readonly before: JsonValue }
  | {
      readonly op: "replace";
      readonly path: readonly string[];
      readonly before: JsonValue;
      readonly after: JsonValue;
    };

/** How far apart two equal items of a list may lie to be found. Keeps the time linear, whatever a plugin returns. */
const LOOKAHEAD = 32;

/**
 * The steps that make one JSON value into another, in the order in which they apply. Not the fewest: that would take time
 * by the square of a list's length, and this runs during a turn. Pure.
 */
export function diffJson(before: JsonValue, after: JsonValue): readonly Difference[] {
  const steps: Difference[] = [];
  compare(before, after, [], steps);
  return steps;
}

function compare(before: JsonValue, after: JsonValue, path: readonly string[], steps: Difference[]): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, path, steps);
  else if (isTable(before) && isTable(after)) compareTables(before, after, path, steps);
  else steps.push({ op: "replace", path, before, after });
}

function compareTables(
  before: JsonTable,
  after: JsonTable,
  path: readonly string[],
  steps: Difference[],
): void {
  for (const [key, value] of Object.entries(before)) {
    const next = Object.hasOwn(after, key) ? after[key] : undefined;
    if (next === undefined) steps.push({ op: "remove", path: [...path, key], before: value });
    else compare(value, next, [...path, key], steps);
  }
  for (const [key, value] of Object.entries(after)) {
    if (!Object.hasOwn(before, key)) steps.push({ op: "add", path: [...path, key], after: value });
  }
}

/** Walks both lists. Up to where it stands, the patched list is the new one, so `to` is the index of every step. */
function compareLists(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  path: readonly string[],
  steps: Difference[],
): void {
  const oldTexts = before.map((item) => JSON.stringify(item));
  const newTexts = after.map((item) => JSON.stringify(item));
  let from = 0;
  let to = 0;
  const add = (): void => {
    steps.push({ op: "add", path: [...path, String(to)], after: after[to] as JsonValue });
    to += 1;
  };
  const remove = (): void => {
    steps.push({ op: "remove", path: [...path, String(to)], before: before[from] as JsonValue });
    from += 1;
  };
  while (from < before.length && to < after.length) {
    if (oldTexts[from] !== newTexts[to]) {
      const inserted = distance(newTexts, to, oldTexts[from]);
      const removed = distance(oldTexts, from, newTexts[to]);
      if (inserted > 0 && (removed === 0 || inserted <= removed)) {
        for (let count = 0; count < inserted; count++) add();
      } else if (removed > 0) {
        for (let count = 0; count < removed; count++) remove();
      } else {
        compare(before[from] as JsonValue, after[to] as JsonValue, [...path, String(to)], steps);
      }
    }
    from += 1;
    to += 1;
  }
  while (from < before.length) remove();
  while (to < after.length) add();
}

/** How many items further on the text stands; 0 when it does not. */
function distance(texts: readonly string[], from: number, text: string | undefined): number {
  const end = Math.min(texts.length, from + LOOKAHEAD);
  for (let index = from + 1; index < end; index++) {
    if (texts[index] === text) return index - from;
  }
  return 0;
}
