import type { StandardIssue } from "@asky/sdk";
import type { ErrorObject } from "ajv";
import { quote, quoteAll } from "../quote.ts";

/** One violation of a JSON Schema as part of a sentence: where, then what. */
export function formatJsonIssue({
  instancePath,
  message = "is invalid",
  keyword,
  params,
}: ErrorObject): string {
  const keys = instancePath.split("/").slice(1).map(unescapePointer);
  return `${formatPlace(keys)} ${message}${formatDetail(keyword, params)}`;
}

/** One issue of a Standard Schema as part of a sentence. */
export function formatStandardIssue({ message, path = [] }: StandardIssue): string {
  const keys = path.map((step) => String(typeof step === "object" ? step.key : step));
  return `${formatPlace(keys)}: ${String(message)}`.slice(0, 500);
}

function formatPlace(keys: readonly string[]): string {
  if (keys.length === 0) return "the object";
  const [first = "", ...rest] = keys;
  return quote(first + rest.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`)).join(""));
}

function formatDetail(keyword: string, params: Readonly<Record<string, unknown>>): string {
  const { additionalProperty, unevaluatedProperty, allowedValues, allowedValue } = params;
  if (typeof additionalProperty === "string") return `: ${quote(additionalProperty)}`;
  if (typeof unevaluatedProperty === "string") return `: ${quote(unevaluatedProperty)}`;
  if (keyword === "enum" && Array.isArray(allowedValues)) return `: ${quoteAll(allowedValues.map(String))}`;
  if (keyword === "const") return `: ${JSON.stringify(allowedValue)}`;
  return "";
}

function unescapePointer(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
