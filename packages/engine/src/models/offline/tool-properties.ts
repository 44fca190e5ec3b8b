import type { JsonObject, ToolFunctionSchema } from "@asky/sdk";

/** One parameter of a tool, as far as its schema says it plainly. */
export interface ToolProperty {
  readonly key: string;
  readonly schema: JsonObject & { readonly description?: string };
  readonly isRequired: boolean;
  readonly kind: PropertyKind;
}

/** What a value of a parameter looks like in a sentence. */
export type PropertyKind =
  | "text"
  | "name"
  | "path"
  | "zone"
  | "glob"
  | "choice"
  | "number"
  | "switch"
  | "texts"
  | "paths"
  | "other";

/** The parameters of a tool, required ones first. */
export function propertiesOf(tool: ToolFunctionSchema["function"]): readonly ToolProperty[] {
  const { properties, required } = tool.parameters;
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(isObject(properties) ? properties : {})
    .flatMap(([key, schema]) => {
      if (!isObject(schema)) return [];
      return [{ key, schema, isRequired: needed.has(key), kind: kindOf(key, schema) } as ToolProperty];
    })
    .sort((a, b) => Number(b.isRequired) - Number(a.isRequired));
}

function kindOf(key: string, schema: JsonObject): PropertyKind {
  if (Array.isArray(schema.enum)) return "choice";
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (types.includes("string")) return textKind(key, schema);
  if (types.includes("integer") || types.includes("number")) return "number";
  if (types.includes("boolean")) return "switch";
  if (!types.includes("array") || !isObject(schema.items) || schema.items.type !== "string") return "other";
  return textKind(key, schema.items) === "path" ? "paths" : "texts";
}

function textKind(key: string, schema: JsonObject): PropertyKind {
  if (schema.format === "path" || /(?:path|file|filename|dir|directory|folder)s?$/i.test(key)) return "path";
  if (/(?:^|_)(?:tz|time_?zone)$/i.test(key)) return "zone";
  if (/glob/i.test(key)) return "glob";
  return /(?:^|_)(?:name|id|title|key|slug|alias|persona|user)$/i.test(key) ? "name" : "text";
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
