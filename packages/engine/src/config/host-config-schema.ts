import type { HostConfig, JsonObject, JsonValue, Problem } from "@asky/sdk";
import * as z from "zod/mini";
import { configKeyUnknown, configValueInvalid } from "../errors/config.ts";

interface KeySchema {
  readonly schema: { safeParse(value: unknown): { readonly success: boolean } };
  /** Completes "something else than …". */
  readonly expected: string;
  /** What a wrong value counts as where the default is not the strictest. */
  readonly strictest?: JsonValue;
}

const text = z.string().check(z.minLength(1));

/** A whole number within bounds, as a key of the file. */
function count(least: number, most: number): KeySchema {
  return {
    schema: z.int().check(z.gte(least), z.lte(most)),
    expected: `a whole number from ${least} to ${most}`,
  };
}

/** What this host reads of the configuration; Maps, so that no key of a file can mean a prototype's. */
const TABLES: ReadonlyMap<string, ReadonlyMap<string, KeySchema>> = new Map(
  Object.entries({
    model: { provider: { schema: z.literal("offline"), expected: '"offline"' } },
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
    audit: { path: { schema: text, expected: "the path of a file" } },
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
      problems.push(configValueInvalid(file, table, "a table"));
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
    if (!known) {
      problems.push(configKeyUnknown(file, `${table}.${key}`, [...keys.keys()]));
      return [[key, value]];
    }
    if (known.schema.safeParse(value).success) return [[key, value]];
    problems.push(configValueInvalid(file, `${table}.${key}`, known.expected, known.strictest));
    return known.strictest === undefined ? [] : [[key, known.strictest]];
  });
  return Object.fromEntries(right);
}

function isTable(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
