import type { JsonValue } from "@asky/sdk";

const MAX_DEPTH = 32;
const MAX_NODES = 50_000;

/** A copy as JSON, and whether parts of the value are missing in it. */
export interface Snapshot {
  readonly value: JsonValue;
  readonly isTruncated: boolean;
}

/**
 * Copies any value as JSON. Never throws and runs no getter; what is no JSON, lies too deep or is too much shows as a
 * text in square brackets. Objects of the copy have no prototype, so that no key of them means anything.
 */
export function takeSnapshot(value: unknown): Snapshot {
  const budget: Budget = { nodes: MAX_NODES, isTruncated: false };
  return { value: copy(value, 0, budget), isTruncated: budget.isTruncated };
}

interface Budget {
  nodes: number;
  isTruncated: boolean;
}

function copy(value: unknown, depth: number, budget: Budget): JsonValue {
  budget.nodes -= 1;
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : `[${value}]`;
  if (typeof value !== "object") return `[${typeof value}]`;
  try {
    if (depth === MAX_DEPTH || budget.nodes <= 0) return marker("[nested too deep, or too much]", budget);
    return Array.isArray(value) ? copyList(value, depth, budget) : copyObject(value, depth, budget);
  } catch {
    // A proxy may throw at any touch; that this part cannot be read is what there is to say of it.
    return marker("[unreadable]", budget);
  }
}

function copyList(list: readonly unknown[], depth: number, budget: Budget): JsonValue {
  const items: JsonValue[] = [];
  for (let index = 0; index < list.length; index++) {
    if (budget.nodes <= 0) {
      items.push(marker(`[cut, ${list.length} items in all]`, budget));
      break;
    }
    items.push(copy(ownValue(list, String(index)) ?? null, depth + 1, budget));
  }
  return items;
}

function copyObject(value: object, depth: number, budget: Budget): JsonValue {
  const keys = Object.keys(value);
  const result: Record<string, JsonValue> = Object.create(null);
  for (const key of keys) {
    if (budget.nodes <= 0) {
      result["…"] = marker(`[cut, ${keys.length} members in all]`, budget);
      break;
    }
    const member = ownValue(value, key);
    if (member !== undefined) result[key] = copy(member, depth + 1, budget);
  }
  return result;
}

function ownValue(owner: object, key: string): unknown {
  const property = Object.getOwnPropertyDescriptor(owner, key);
  return property && (property.get || property.set) ? "[getter]" : property?.value;
}

function marker(text: string, budget: Budget): string {
  budget.isTruncated = true;
  return text;
}
