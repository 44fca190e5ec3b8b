import type { JsonObject, JsonValue, ToolFunctionSchema } from "@asky/sdk";
import { ArgumentFinder } from "./argument-finder.ts";
import type { PropertyKind, ToolProperty } from "./tool-properties.ts";
import { propertiesOf } from "./tool-properties.ts";

/** Arguments for a tool, taken from a sentence. */
export interface FilledArguments {
  readonly args: JsonObject;
  /** Required parameters for which the sentence has no value. */
  readonly missing: readonly string[];
  /** Whether a required parameter got a value that can only be meant for it: quoted, a path, a name. */
  readonly isSpecific: boolean;
}

/** What looks like nothing else is taken first, what is left of a sentence last. */
const ORDER: readonly (readonly PropertyKind[])[] = [
  ["email", "url", "path", "paths", "glob", "zone", "json", "formula"],
  ["day", "moment", "time"],
  ["currency", "language", "unit", "choice"],
  ["number", "numbers", "code", "host"],
  ["name", "switch", "texts"],
];

/** Fills a tool's parameters from a sentence. A value is used once. */
export function fillArguments(
  tool: ToolFunctionSchema["function"],
  sentence: string,
  now: Date = new Date(),
): FilledArguments {
  const properties = propertiesOf(tool);
  const finder = new ArgumentFinder(tool, sentence, now);
  const found = new Map<string, JsonValue>();
  const order = [...properties].sort((a, b) => rank(a) - rank(b));
  for (const find of [finder.spelledOut, finder.typed, finder.placed, finder.left]) {
    for (const property of order) {
      if (found.has(property.key)) continue;
      const value = find.call(finder, property);
      if (value !== undefined) found.set(property.key, value);
    }
  }
  const filled = properties.flatMap(({ key }): [string, JsonValue][] => {
    const value = found.get(key);
    return value === undefined ? [] : [[key, value]];
  });
  const missing = properties.filter(({ key, isRequired }) => isRequired && !found.has(key));
  return {
    args: Object.fromEntries(filled),
    missing: missing.map(({ key }) => key),
    isSpecific: finder.isSpecific,
  };
}

/** Required ones first, those that look like nothing else before. */
function rank({ kind, isRequired }: ToolProperty): number {
  const place = ORDER.findIndex((kinds) => kinds.includes(kind));
  return (place === -1 ? ORDER.length : place) + (isRequired ? 0 : 0.5);
}
