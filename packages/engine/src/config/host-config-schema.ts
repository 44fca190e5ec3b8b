import type { HostConfig, JsonObject, JsonValue, Problem } from "@asky/sdk";
import * as z from "zod/mini";
import { configKeyUnknown, configSecretRefused, configValueInvalid } from "../errors/config.ts";
import { findNearestName } from "../models/find-nearest-name.ts";
import { MODEL_PROVIDERS } from "../models/model-providers.ts";
import { readEndpoint } from "../models/openai/endpoint.ts";

interface KeySchema {
  readonly schema: { safeParse(value: unknown): { readonly success: boolean } };
  /** Completes "something else than …". */
  readonly expected: string;
  /** What a wrong value counts as where the default is not the strictest. */
  readonly strictest?: string;
}

const text = z.string().check(z.minLength(1));

/** A whole number within bounds, as a key of the file. */
function count(least: number, most: number): KeySchema {
  return {
    schema: z.int().check(z.gte(least), z.lte(most)),
    expected: `a whole number from ${least} to ${most}`,
  };
}
/** Keys that would hold a secret; they are left out, so that no plugin sees one. */
const SECRETS: ReadonlySet<string> = new Set([
  "model.api_key",
  "model.key",
  "model.token",
  "model.openai_api_key",
]);

/** What this host reads of the configuration; Maps, so that no key of a file can mean a prototype's. */
const TABLES: ReadonlyMap<string, ReadonlyMap<string, KeySchema>> = new Map(
  Object.entries({
    model: {
      provider: { schema: z.enum(MODEL_PROVIDERS), expected: oneOf(MODEL_PROVIDERS) },
      name: { schema: text, expected: "the name of a model" },
      base_url: {
        schema: z.string().check(z.refine(isBaseUrl)),
        expected: "an http or https address without a password",
      },
      api_key_env: {
        schema: z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/)),
        expected: "the name of an environment variable",
      },
      allow_plain_http: { schema: z.boolean(), expected: "true or false" },
      recording: { schema: text, expected: "the path of a file" },
      record: { schema: z.enum(["offline", "openai"]), expected: '"offline" or "openai"' },
      timeout_seconds: {
        schema: z.number().check(z.gte(1), z.lte(300)),
        expected: "a number of seconds from 1 to 300",
      },
      max_retries: { schema: z.int().check(z.gte(0), z.lte(10)), expected: "a whole number from 0 to 10" },
    },
    sandbox: {
      allowed_dirs: { schema: z.array(text), expected: "a list of directories" },
      runner: {
        schema: z.literal(["none", "bubblewrap"]),
        expected: '"none" or "bubblewrap"',
        strictest: "bubblewrap",
      },
      network: { schema: z.boolean(), expected: "true or false" },
    },
    limits: {
      max_model_calls: count(1, 1000),
      max_tool_calls: count(0, 10_000),
      max_output_tokens: count(1, 10_000_000),
      max_turn_seconds: count(0, 86_400),
    },
    preload: {
      sources: { schema: z.array(text), expected: "a list of files and folders" },
      max_chars: count(0, 1_000_000),
    },
    audit: {
      directory: { schema: text, expected: "the path of a folder" },
      key_directory: { schema: text, expected: "the path of a folder" },
      anchor_file: { schema: text, expected: "the path of a file" },
      on_audit_failure: { schema: z.enum(["deny", "warn"]), expected: '"deny" or "warn"' },
    },
  }).map(([table, keys]) => [table, new Map<string, KeySchema>(Object.entries(keys))]),
);

/**
 * Takes from a configuration what is right. A key with a wrong value is left out, so that its default holds; a key that
 * this host does not read stays, since a plugin may.
 *
 * @param file - what problems name as the place.
 */
export function checkHostConfig(
  value: JsonObject,
  file: string,
): { readonly config: HostConfig; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const kept: [string, JsonValue][] = [];
  for (const [table, content] of Object.entries(value)) {
    if (content === undefined) continue;
    const keys = TABLES.get(table);
    if (!keys) {
      problems.push(configKeyUnknown(file, table, [...TABLES.keys()]));
      kept.push([table, content]);
    } else if (!isTable(content)) {
      problems.push(configValueInvalid(file, table, { expected: "a table" }));
    } else {
      kept.push([table, checkTable(table, content, keys, file, problems)]);
    }
  }
  return { config: Object.fromEntries(kept) as HostConfig, problems };
}

function checkTable(
  table: string,
  content: JsonObject,
  keys: ReadonlyMap<string, KeySchema>,
  file: string,
  problems: Problem[],
): JsonObject {
  const right = Object.entries(content).flatMap(([key, value]): [string, JsonValue][] => {
    if (value === undefined) return [];
    const known = keys.get(key);
    if (SECRETS.has(`${table}.${key}`)) {
      problems.push(configSecretRefused(file, `${table}.${key}`));
      return [];
    }
    if (!known) {
      problems.push(configKeyUnknown(file, `${table}.${key}`, [...keys.keys()]));
      return [[key, value]];
    }
    if (known.schema.safeParse(value).success) return [[key, value]];
    const nearest = key === "provider" ? findNearestName(String(value), MODEL_PROVIDERS) : undefined;
    const { expected, strictest } = known;
    problems.push(configValueInvalid(file, `${table}.${key}`, { expected, nearest, instead: strictest }));
    return strictest === undefined ? [] : [[key, strictest]];
  });
  return Object.fromEntries(right);
}

function oneOf(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(" or ");
}

function isBaseUrl(value: string): boolean {
  return !("fault" in readEndpoint(value));
}

function isTable(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
