import { inspect } from "node:util";
import { PluginError } from "@asky/sdk";
import { shortText } from "../text/visible-text.ts";

const MAX_LENGTH = 500;
const MAX_CAUSES = 8;

/** A thrown value as text. */
export interface ErrorDescription {
  readonly message: string;
  /** The messages of what caused it, outermost first, at most eight. */
  readonly causes: readonly string[];
}

/**
 * Puts any thrown value into words: each text is one line of at most 500 characters. Never throws, also when reading
 * the value does.
 */
export function describeError(error: unknown): ErrorDescription {
  const seen = new Set<unknown>([error]);
  const causes: string[] = [];
  collectCauses(error, seen, causes);
  return { message: messageOf(error), causes };
}

/** What a thrown error itself says to do next; else what is given. Never throws, also when reading the error does. */
export function hintOf(error: unknown, otherwise: string): string {
  const hint = PluginError.is(error) ? read(error, "hint") : undefined;
  return typeof hint === "string" && hint.trim() !== "" ? shortText(hint, MAX_LENGTH) : otherwise;
}

/** The cause first, then the parts of an aggregate; a value met before ends the walk there. */
function collectCauses(error: unknown, seen: Set<unknown>, causes: string[]): void {
  for (const cause of causesOf(error)) {
    if (causes.length === MAX_CAUSES) return;
    if (cause === undefined || cause === null || seen.has(cause)) continue;
    seen.add(cause);
    causes.push(messageOf(cause));
    collectCauses(cause, seen, causes);
  }
}

function causesOf(error: unknown): readonly unknown[] {
  if (typeof error !== "object" || error === null) return [];
  const parts = read(error, "errors");
  return [read(error, "cause"), ...firstOf(parts)];
}

function firstOf(list: unknown): readonly unknown[] {
  const first: unknown[] = [];
  try {
    if (!Array.isArray(list)) return first;
    for (let index = 0; index < Math.min(list.length, MAX_CAUSES); index++) first.push(list[index]);
  } catch {
    // What stands behind an entry that cannot be read stays untold.
  }
  return first;
}

function messageOf(error: unknown): string {
  if (typeof error === "string")
    return error === "" ? "An empty text was thrown." : shortText(error, MAX_LENGTH);
  if (typeof error !== "object" || error === null) return `${preview(error)} was thrown.`;
  for (const key of ["message", "name"]) {
    const text = read(error, key);
    if (typeof text === "string" && text.trim() !== "") return shortText(text, MAX_LENGTH);
  }
  return `${preview(error)} was thrown.`;
}

function read(value: object, key: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>>)[key];
  } catch {
    // A getter or a trap that throws hides this part; the others are still read.
    return undefined;
  }
}

function preview(value: unknown): string {
  try {
    const options = {
      depth: 1,
      breakLength: Number.POSITIVE_INFINITY,
      customInspect: false,
      showProxy: true,
    };
    return shortText(inspect(value, options), 100);
  } catch {
    return "A value that cannot be read";
  }
}
