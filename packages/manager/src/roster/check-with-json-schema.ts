import { join } from "node:path";
import type { JsonObject } from "@asky/sdk";
import type { ErrorObject } from "ajv";
import { isInside } from "../files/config-paths.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { describeError } from "../problems/describe-error.ts";
import { quote, shortText } from "../text/visible-text.ts";
import type { ConfigCheck, ConfigIssue, JsonSchemaFile } from "./validate-config.ts";

/** Runs a package's JSON Schema, draft-07 or 2020-12; its defaults fill what is left out. */
export async function checkWithJsonSchema(
  { directory, file }: JsonSchemaFile,
  config: JsonObject,
): Promise<ConfigCheck> {
  const path = join(directory, file);
  if (!isInside(directory, path)) return { unusable: `its schema ${quote(file)} lies outside its package` };
  const read = await readTextFile(path);
  if (read.kind === "absent") return { unusable: `its schema ${quote(path)} does not exist` };
  if (read.kind === "unreadable")
    return { unusable: `its schema ${quote(path)} cannot be read: ${read.reason}` };
  try {
    return await check(JSON.parse(read.text), structuredClone(config));
  } catch (error) {
    const { message, causes } = describeError(error);
    return { unusable: `its schema ${quote(path)} is no valid JSON Schema`, causes: [message, ...causes] };
  }
}

/** Loaded on demand: most plugins bring a schema of their own, and the validator is large. */
async function check(schema: object, config: JsonObject): Promise<ConfigCheck> {
  const options = { allErrors: true, useDefaults: true, strict: false, logger: false } as const;
  const isModern = String((schema as { readonly $schema?: unknown }).$schema).includes("2020-12");
  const ajv = isModern
    ? new (await import("ajv/dist/2020.js")).Ajv2020(options)
    : new (await import("ajv")).Ajv(options);
  const validate = ajv.compile(schema);
  // Such a schema answers with a promise that nobody here would handle.
  if ("$async" in validate) return { unusable: "its schema is asynchronous" };
  return validate(config) ? { value: config } : { issues: (validate.errors ?? []).map(toIssue) };
}

function toIssue({ instancePath, keyword, params, message = "is not accepted" }: ErrorObject): ConfigIssue {
  const parts = instancePath.split("/").slice(1).map(readPointerPart);
  const unknown: unknown = keyword === "additionalProperties" ? params.additionalProperty : undefined;
  const missing: unknown = keyword === "required" ? params.missingProperty : undefined;
  if (typeof unknown === "string") return { path: [...parts, unknown], message: "is not known" };
  if (typeof missing === "string") return { path: [...parts, missing], message: "is missing" };
  const allowed: unknown = keyword === "enum" ? params.allowedValues : undefined;
  const values = Array.isArray(allowed) ? `: ${shortText(JSON.stringify(allowed), 200)}` : "";
  return { path: parts, message: `${message}${values}` };
}

function readPointerPart(part: string): string | number {
  if (/^\d+$/.test(part)) return Number(part);
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
