import type { JsonObject, Problem, StandardSchema } from "@asky/sdk";
import { configInvalid, configSchemaUnusable } from "../errors/roster.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { describeError } from "../problems/describe-error.ts";
import { listTexts } from "../text/list-values.ts";
import { checkWithJsonSchema } from "./check-with-json-schema.ts";
import { checkWithStandardSchema } from "./check-with-standard-schema.ts";
import { formatKey } from "./format-key.ts";
import { freezeConfig } from "./freeze-config.ts";
import { locateKey } from "./locate-key.ts";

/** One thing that a schema finds wrong; the path leads there from the root. */
export interface ConfigIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a schema makes of a configuration. `unusable`: the schema itself is at fault. */
export type ConfigCheck =
  | { readonly value: unknown }
  | { readonly issues: readonly ConfigIssue[] }
  | { readonly unusable: string; readonly causes?: readonly string[] };

/** The JSON Schema that a manifest names: a package's folder, and the file's path from there. */
export interface JsonSchemaFile {
  readonly directory: string;
  readonly file: string;
}

/**
 * Checks a plugin's configuration against its schema: the plugin's own Standard Schema, else its package's JSON Schema,
 * else anything goes. All that is wrong is told at once. Never rejects, whatever the schema does.
 *
 * @param file - where the configuration stands, for the report.
 * @returns what the schema made of it, deeply frozen.
 */
export async function validateConfig(
  plugin: string,
  config: JsonObject,
  file: string,
  schema: StandardSchema | undefined,
  jsonSchemaFile: JsonSchemaFile | undefined,
): Promise<{ readonly config: JsonObject } | { readonly problem: Problem }> {
  try {
    const check = await runSchema(config, schema, jsonSchemaFile);
    if ("issues" in check) return { problem: await describeIssues(plugin, file, check.issues) };
    if ("unusable" in check) {
      const { unusable: what, causes } = check;
      return { problem: configSchemaUnusable(plugin, { file }, { what, ...(causes && { causes }) }) };
    }
    return { config: freezeConfig(check.value) };
  } catch (error) {
    const { message, causes } = describeError(error);
    const facts = { what: "its schema failed", causes: [message, ...causes] };
    return { problem: configSchemaUnusable(plugin, { file }, facts) };
  }
}

async function runSchema(
  config: JsonObject,
  schema: StandardSchema | undefined,
  jsonSchemaFile: JsonSchemaFile | undefined,
): Promise<ConfigCheck> {
  if (schema) return checkWithStandardSchema(schema, config);
  return jsonSchemaFile ? checkWithJsonSchema(jsonSchemaFile, config) : { value: config };
}

async function describeIssues(
  plugin: string,
  file: string,
  issues: readonly ConfigIssue[],
): Promise<Problem> {
  const [first] = issues;
  const key = formatKey(first?.path ?? []);
  const read = await readTextFile(file);
  const position = read.kind === "text" && first ? locateKey(read.text, first.path) : undefined;
  const faults = issues.map(({ path, message }) => {
    const text = message.replace(/\.$/, "");
    return path.length === 0 ? text : `"${formatKey(path)}": ${text}`;
  });
  const place = { file, ...position, ...(key !== "" && { key }) };
  return configInvalid(plugin, place, listTexts(faults, "; "));
}
