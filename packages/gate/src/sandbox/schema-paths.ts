import type { JsonObject, JsonSchema, JsonValue } from "@asky/sdk";
import { isJsonObject } from "../is-record.ts";

/**
 * The subschemas that may speak about one value, alternatives and references included. It errs on the side of too many:
 * a text that is wrongly taken for a path only has to lie inside the sandbox.
 */
export type SchemaSet = ReadonlySet<JsonSchema>;

/** Stands for a reference that leads nowhere known: any text below may be a path. */
const UNKNOWN: JsonSchema = Object.freeze({ format: "path" });

const COMBINED = ["allOf", "anyOf", "oneOf"] as const;
const CONDITIONAL = ["if", "then", "else", "not"] as const;
const DEPENDENT = ["dependentSchemas", "dependencies"] as const;
const ITEMS = ["items", "prefixItems", "additionalItems", "unevaluatedItems", "contains"] as const;

/** What speaks about the arguments as a whole. */
export function schemasOf(root: JsonSchema): SchemaSet {
  return expand([root], root);
}

/** What speaks about one member of an object. */
export function schemasOfMember(schemas: SchemaSet, key: string, root: JsonSchema): SchemaSet {
  const found: JsonValue[] = [];
  for (const schema of schemas) {
    const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
    const named = membersOf(properties).filter(([name]) => name === key);
    const matching = membersOf(patternProperties).filter(([pattern]) => matches(pattern, key));
    for (const [, subschema] of [...named, ...matching]) found.push(subschema);
    if (named.length + matching.length === 0)
      found.push(additionalProperties ?? null, unevaluatedProperties ?? null);
    if (schema === UNKNOWN) found.push(UNKNOWN);
  }
  return expand(found, root);
}

/** What speaks about the items of an array. */
export function schemasOfItems(schemas: SchemaSet, root: JsonSchema): SchemaSet {
  const found: JsonValue[] = [];
  for (const schema of schemas) {
    for (const keyword of ITEMS) found.push(...listOf(schema[keyword]));
    if (schema === UNKNOWN) found.push(UNKNOWN);
  }
  return expand(found, root);
}

/** What speaks about the keys of an object. */
export function schemasOfKeys(schemas: SchemaSet, root: JsonSchema): SchemaSet {
  return expand(
    Array.from(schemas, (schema) => (schema === UNKNOWN ? UNKNOWN : (schema.propertyNames ?? null))),
    root,
  );
}

/** Whether any of them says that the text is a path. */
export function marksPath(schemas: SchemaSet): boolean {
  for (const { format } of schemas) {
    if (format === "path") return true;
  }
  return false;
}

function expand(candidates: readonly JsonValue[], root: JsonSchema): SchemaSet {
  const found = new Set<JsonSchema>();
  const pending = [...candidates];
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (!isJsonObject(schema) || found.has(schema)) continue;
    found.add(schema);
    for (const keyword of COMBINED) pending.push(...listOf(schema[keyword]));
    for (const keyword of CONDITIONAL) pending.push(schema[keyword] ?? null);
    for (const keyword of DEPENDENT)
      pending.push(...membersOf(schema[keyword]).map(([, subschema]) => subschema));
    for (const reference of [schema.$ref, schema.$dynamicRef, schema.$recursiveRef]) {
      if (typeof reference === "string") pending.push(follow(reference, root));
    }
  }
  return found;
}

/** A reference into the same document by JSON pointer; any other kind counts as unknown. */
function follow(reference: string, root: JsonSchema): JsonSchema {
  if (reference !== "#" && !reference.startsWith("#/")) return UNKNOWN;
  let current: JsonValue = root;
  for (const step of reference.split("/").slice(1)) {
    const key = decodeStep(step);
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return UNKNOWN;
    current = (current as JsonObject)[key] ?? null;
  }
  return isJsonObject(current) ? current : UNKNOWN;
}

function decodeStep(step: string): string {
  const text = step.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded after all; the key is then as it stands.
    return text;
  }
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

function membersOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isJsonObject(value) ? Object.entries(value).map(([key, member]) => [key, member ?? null]) : [];
}

function matches(pattern: string, key: string): boolean {
  try {
    return new RegExp(pattern, "u").test(key);
  } catch {
    // No pattern that could be told to leave the key out.
    return true;
  }
}
