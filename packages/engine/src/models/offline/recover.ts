import type { JsonObject } from "@asky/sdk";
import type { PlannedCall } from "./choose-calls.ts";
import { readHits } from "./hits.ts";
import type { Situation, Step } from "./read-request.ts";
import { findListTool, findReadTool, findSearchTool } from "./tool-roles.ts";

/** What to try after calls that led to nothing; `undefined` when they did lead somewhere, or nothing is left to try. */
export function recover({ rounds, tools }: Situation): readonly PlannedCall[] | undefined {
  const last = rounds.at(-1) ?? [];
  if (isDenied(last)) return undefined;
  const reader = findReadTool(tools);
  const lister = findListTool(tools);
  const search = findSearchTool(tools);
  const [step] = last;
  if (!step) return undefined;

  // The file is not there: see what is, then read what is nearly called that.
  if (reader && lister && step.isError && step.tool === reader.tool.function.name) {
    return [{ tool: lister.tool.function.name, args: {} }];
  }
  const before = rounds.at(-2)?.[0];
  if (reader && lister && before?.isError && step.tool === lister.tool.function.name) {
    const args = readArguments(before);
    const entry = findEntry(step.result, String(args[reader.path] ?? ""));
    return entry === undefined
      ? undefined
      : [{ tool: reader.tool.function.name, args: { ...args, [reader.path]: entry } }];
  }

  // Nothing found: once more in the whole folder, whatever the capitals.
  if (!search || step.tool !== search.tool.function.name || readHits(last).length > 0) return undefined;
  const text = readArguments(step)[search.text];
  if (text === undefined) return undefined;
  const switches = search.ignoreCase === undefined ? {} : { [search.ignoreCase]: true };
  return [{ tool: step.tool, args: { [search.text]: text, ...switches } }];
}

/** Whether a call was not allowed; trying something like it again would be pushing. */
export function isDenied(steps: readonly Step[]): boolean {
  return steps.some(({ isError, result }) => isError && /^The call of "[^"]*" was denied\./.test(result));
}

/** The arguments of a call; plugins may have written something else in their place. */
export function readArguments({ arguments: text }: Step): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}

/** The entry of a listing that begins like the wanted name, whatever its capitals. */
function findEntry(listing: string, wanted: string): string | undefined {
  const name = wanted.toLowerCase();
  const entries = listing.split("\n").map((row) => row.split("\t")[0] ?? "");
  return entries.find(
    (entry) => entry !== wanted && !entry.endsWith("/") && entry.toLowerCase().startsWith(name),
  );
}
