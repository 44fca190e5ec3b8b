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
  | "email"
  | "url"
  | "host"
  | "ip"
  | "phone"
  | "day"
  | "time"
  | "moment"
  | "currency"
  | "language"
  | "unit"
  | "formula"
  | "json"
  | "code"
  | "choice"
  | "number"
  | "switch"
  | "numbers"
  | "texts"
  | "paths"
  | "command"
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
  if (!types.includes("array") || !isObject(schema.items)) return "other";
  if (schema.items.type === "number" || schema.items.type === "integer") return "numbers";
  if (schema.items.type !== "string") return "other";
  return textKind(key, schema.items) === "path" ? "paths" : "texts";
}

const FORMATS: ReadonlyMap<string, PropertyKind> = new Map([
  ["path", "path"],
  ["email", "email"],
  ["uri", "url"],
  ["url", "url"],
  ["hostname", "host"],
  ["ipv4", "ip"],
  ["ipv6", "ip"],
  ["date", "day"],
  ["time", "time"],
  ["date-time", "moment"],
  ["shell", "command"],
]);

/** What a key is called tells its kind; the first that fits. */
const KEYS: readonly (readonly [RegExp, PropertyKind])[] = [
  [/(?:path|file|filename|dir|directory|folder)s?$/i, "path"],
  [/(?:^|_)(?:tz|time_?zone)$/i, "zone"],
  [/glob/i, "glob"],
  [/(?:^|_)e?mails?(?:_?address)?$/i, "email"],
  [/^(?:link|href|website|web_?page|endpoint)$|(?:^|_)(?:url|uri)$/i, "url"],
  [/^ip$|(?:^|_)ip(?:_?address)?$/i, "ip"],
  [/(?:^|_)(?:phone|mobile|telephone)(?:_?number)?$/i, "phone"],
  [/^(?:host|hostname|domain|domain_?name)$/i, "host"],
  [/(?:^|_)(?:date|day|due|deadline)$/i, "day"],
  [/^(?:when|at|remind_?at|due_?at|datetime|date_?time)$/i, "moment"],
  [/(?:^|_)time$/i, "time"],
  [/currency/i, "currency"],
  [/(?:^|_)(?:language|lang|locale)$/i, "language"],
  [/(?:^|_)units?(?:_|$)/i, "unit"],
  [/^(?:command|cmd|command_?line|shell_?command)$/i, "command"],
  [/^(?:expression|expr|formula|equation)$/i, "formula"],
  [/^json|_json$/i, "json"],
  [
    /(?:^|_)(?:id|number|no|sku|isbn|iban|vin|ref|reference|serial|plate|symbol|ticker|barcode)$|code$|[a-z]Id$/,
    "code",
  ],
  [/(?:^|_)(?:name|title|key|slug|alias|persona|user)$/i, "name"],
];

function textKind(key: string, schema: JsonObject): PropertyKind {
  const format = FORMATS.get(String(schema.format));
  if (format !== undefined) return format;
  const about = typeof schema.description === "string" ? schema.description : "";
  if (schema.pattern === "^[A-Z]{3}$" || /\bcurrency\b/i.test(about)) return "currency";
  if (/\be-?mail address\b/i.test(about)) return "email";
  if (/YYYY-MM-DD/i.test(about) && !/HH|T\d|Thh/i.test(about)) return "day";
  return KEYS.find(([pattern]) => pattern.test(key))?.[1] ?? "text";
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
