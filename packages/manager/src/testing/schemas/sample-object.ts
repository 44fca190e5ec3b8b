import type { JsonObject, JsonSchema, JsonValue } from "@asky/sdk";
import type { Sample } from "../payloads/samples.ts";

const MAX_DEPTH = 6;

/**
 * Makes an object for a JSON Schema of type `object`, as far as the schema tells. It may still break rules that only a
 * validator sees, so ask one.
 *
 * @param path - what stands where a path is meant.
 */
export function sampleObject(schema: JsonSchema, sample: Sample, path: string): JsonObject {
  return objectFor(schema, sample, path, 0);
}

function objectFor(schema: JsonSchema, sample: Sample, path: string, depth: number): JsonObject {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = (schema.required ?? []) as readonly string[];
  // The empty sample is also the one that leaves out what may be left out.
  const names = Object.keys(properties).filter((name) => sample.kind !== "empty" || required.includes(name));
  const members = names.map((name): [string, JsonValue] => {
    const rules = Object(properties[name]) as JsonSchema;
    return [name, isPath(name, rules) ? path : valueFor(rules, sample, path, depth + 1)];
  });
  return Object.fromEntries(members);
}

function isPath(name: string, { type, format }: JsonSchema): boolean {
  return (
    type === "string" && (format === "path" || /(path|dir|directory|folder|file|filename|cwd)$/i.test(name))
  );
}

function valueFor(rules: JsonSchema, sample: Sample, path: string, depth: number): JsonValue {
  const given =
    firstOf(rules.enum) ?? rules.const ?? (sample.kind === "ordinary" ? ordinaryOf(rules) : undefined);
  if (given !== undefined) return given;
  const choice = firstOf(rules.anyOf) ?? firstOf(rules.oneOf);
  if (choice !== undefined && depth < MAX_DEPTH)
    return valueFor(Object(choice) as JsonSchema, sample, path, depth + 1);
  switch (Array.isArray(rules.type) ? rules.type[0] : rules.type) {
    case "string":
      return textFor(rules, sample);
    case "integer":
    case "number":
      return numberFor(rules, sample);
    case "boolean":
      return sample.kind !== "empty";
    case "array":
      return listFor(rules, sample, path, depth);
    case "object":
      return depth < MAX_DEPTH ? objectFor(rules, sample, path, depth) : {};
    default:
      return sample.text;
  }
}

function ordinaryOf({ default: standard, examples }: JsonSchema): JsonValue | undefined {
  return firstOf(examples) ?? standard;
}

function textFor({ minLength, maxLength, format, pattern }: JsonSchema, sample: Sample): string {
  if (format === "uri" || format === "url") return "https://asky-contract.invalid/";
  // What a pattern accepts cannot be guessed; a plain word has the best chance.
  const text = pattern === undefined ? sample.text : "probe";
  const least = typeof minLength === "number" ? minLength : 0;
  return text.padEnd(least, "x").slice(0, typeof maxLength === "number" ? maxLength : undefined);
}

function numberFor({ minimum, maximum, type }: JsonSchema, { kind }: Sample): number {
  const low = typeof minimum === "number" ? minimum : -1_000_000;
  const high = typeof maximum === "number" ? maximum : 1_000_000;
  const wanted = { ordinary: 3, empty: 0, huge: high, hostile: low }[kind];
  const fit = Math.min(high, Math.max(low, wanted));
  return type === "integer" ? Math.ceil(fit) : fit;
}

function listFor(
  { items, minItems, maxItems }: JsonSchema,
  sample: Sample,
  path: string,
  depth: number,
): JsonValue {
  const least = typeof minItems === "number" ? minItems : 0;
  const most = typeof maxItems === "number" ? maxItems : Number.POSITIVE_INFINITY;
  const count = Math.min(most, Math.max(least, sample.count));
  if (depth >= MAX_DEPTH) return [];
  return Array.from({ length: count }, () => valueFor(Object(items) as JsonSchema, sample, path, depth + 1));
}

function firstOf(list: unknown): JsonValue | undefined {
  return Array.isArray(list) ? (list[0] as JsonValue) : undefined;
}
