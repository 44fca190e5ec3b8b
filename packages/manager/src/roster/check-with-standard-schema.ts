import type { JsonObject, StandardSchema } from "@asky/sdk";
import { shortText } from "../text/visible-text.ts";
import type { ConfigCheck, ConfigIssue } from "./config-check.ts";

const MAX_ISSUES = 100;

/** Runs a plugin's own schema. Its answer is foreign: reading it may throw, and it may be anything. */
export async function checkWithStandardSchema(
  schema: StandardSchema,
  config: JsonObject,
): Promise<ConfigCheck> {
  const result: unknown = await schema["~standard"].validate(config);
  if (typeof result !== "object" || result === null) return { unusable: "its schema gave no result" };
  const { issues, value } = result as { readonly issues?: unknown; readonly value?: unknown };
  if (issues === undefined) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { value } : { unusable: "its schema made something else than an object of it" };
  }
  if (!Array.isArray(issues)) return { unusable: "its schema gave issues that are no list" };
  if (issues.length === 0) return { issues: [{ path: [], message: "its schema does not say why" }] };
  return { issues: issues.slice(0, MAX_ISSUES).map(readIssue) };
}

function readIssue(issue: unknown): ConfigIssue {
  const { message, path } = Object(issue) as { readonly message?: unknown; readonly path?: unknown };
  return {
    path: Array.isArray(path) ? path.map(readPart) : [],
    message: typeof message === "string" ? shortText(message, 200) : "is not accepted",
  };
}

/** A part of a path is a key, or an object that holds one. */
function readPart(part: unknown): string | number {
  const key: unknown =
    typeof part === "object" && part !== null ? (part as { readonly key?: unknown }).key : part;
  return typeof key === "number" ? key : String(key);
}
