import { isAbsolute, resolve } from "node:path";
import { isPluginName, type ProblemPlace, TOOL_NAME_PATTERN } from "@asky/sdk";
import validRange from "semver/ranges/valid.js";
import * as z from "zod/mini";
import { isInside } from "../files/config-paths.ts";
import { describeValue } from "../text/describe-value.ts";

/** One table of plugins.toml, checked. */
export interface RosterEntry {
  readonly name: string;
  readonly enabled: boolean;
  /** npm name with an optional subpath, as written; its grammar is not yet checked. */
  readonly module: string;
  /** The export to take. */
  readonly className?: string;
  /** The npm range that the installed package must satisfy. */
  readonly version?: string;
  readonly dependencies: readonly string[];
  /** Relative to the configuration directory, and inside it. */
  readonly configFile?: string;
  readonly onFailure: "isolate" | "abort";
  /** The plugin's own tool names → the names they are registered under. No prototype. */
  /** How long anything of the plugin may take, in milliseconds; 0 means for ever. */
  readonly timeoutMs?: number;
  readonly toolRenames: Readonly<Record<string, string>>;
  readonly place: ProblemPlace;
}

/** Something wrong with one key: `fault` completes `"<key>" …`, `remedy` is an imperative. */
export interface EntryFault {
  readonly path: readonly (string | number)[];
  readonly key: string;
  readonly fault: string;
  readonly remedy: string;
}

/** An entry without what only its surroundings know. */
export type EntryValues = Omit<RosterEntry, "name" | "place">;

const toolName = z
  .string("must be the name of a tool")
  .check(z.regex(TOOL_NAME_PATTERN, "must be a legal tool name"));
const text = (rule: string) => z.string(rule).check(z.minLength(1, rule));

/** A day: what takes longer is no call. Timers also overflow at about 24 days. */
const MAX_TIMEOUT_MS = 86_400_000;

const entrySchema = z.object({
  enabled: z.optional(z.boolean("must be true or false")),
  module: text("must be an npm package name"),
  class: z.optional(text("must be the name of an export")),
  version: z.optional(
    z
      .string("must be an npm version range")
      .check(z.refine((range) => validRange(range) !== null, "must be an npm version range")),
  ),
  dependencies: z.optional(
    z.pipe(
      z.transform((value: unknown) => (typeof value === "string" ? [value] : value)),
      z.array(
        z
          .string("must be the name of a plugin")
          .check(z.refine(isPluginName, "must be the name of a plugin")),
        "must be a list of plugin names",
      ),
    ),
  ),
  config_file: z.optional(
    text("must be a path relative to the configuration directory").check(
      z.refine(staysInside, "must be a path that stays inside the configuration directory"),
    ),
  ),
  timeout_ms: z.optional(
    z
      .number("must be a number of milliseconds")
      .check(
        z.refine(
          (ms) => Number.isInteger(ms) && ms >= 0 && ms <= MAX_TIMEOUT_MS,
          "must be a whole number from 0 to 86400000",
        ),
      ),
  ),
  on_failure: z.optional(z.enum(["isolate", "abort"], 'must be "isolate" or "abort"')),
  tools: z.optional(
    z.object(
      { rename: z.optional(z.record(toolName, toolName, "must be a table of tool names")) },
      "must be a table",
    ),
  ),
});

/** The keys that an entry may have, and those of the tables inside it. */
export const ENTRY_KEYS: readonly string[] = Object.keys(entrySchema.shape);
export const TOOLS_KEYS: readonly string[] = ["rename"];

const REMEDIES: Readonly<Record<string, string>> = {
  enabled: "Write enabled = true or enabled = false, without quotes",
  module: 'Name the npm package, for example module = "asky-plugin-notes"',
  class: 'Name the export, for example class = "NotesPlugin", or leave the key out',
  version: 'Give an npm version range, for example version = "^1.0.0", or leave the key out',
  dependencies: 'List plugins by their names in plugins.toml, for example dependencies = ["persona_manager"]',
  config_file: 'Give a relative path, for example config_file = "plugins/notes.toml", or leave the key out',
  timeout_ms: "Write a number of milliseconds, for example timeout_ms = 5000; 0 means no deadline",
  on_failure: 'Write on_failure = "isolate" or on_failure = "abort"',
  tools: 'Map tool names to tool names, for example tools.rename = { search = "notes_search" }',
};

/** Checks one table of the roster. Pure. */
export function checkEntry(
  table: object,
): { readonly values: EntryValues } | { readonly faults: readonly EntryFault[] } {
  const checked = entrySchema.safeParse(table);
  if (!checked.success) return { faults: checked.error.issues.map((issue) => toFault(table, issue)) };
  const { enabled, module, version, dependencies, tools } = checked.data;
  const {
    class: className,
    config_file: configFile,
    on_failure: onFailure,
    timeout_ms: timeoutMs,
  } = checked.data;
  return {
    values: {
      enabled: enabled ?? true,
      module,
      ...(className !== undefined && { className }),
      ...(version !== undefined && { version }),
      dependencies: [...new Set(dependencies)],
      ...(configFile !== undefined && { configFile }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      onFailure: onFailure ?? "isolate",
      toolRenames: Object.assign(Object.create(null), tools?.rename),
    },
  };
}

function toFault(table: object, issue: z.core.$ZodIssue): EntryFault {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  const key = path.filter((part) => typeof part === "string").join(".");
  const remedy = REMEDIES[String(path[0])] ?? "Correct it";
  const value = issue.code === "invalid_key" ? path.at(-1) : valueAt(table, path);
  const rule = (issue.code === "invalid_key" && issue.issues[0]?.message) || issue.message;
  const fault = value === undefined ? "is missing" : `${rule}, but is ${describeValue(value)}`;
  return { path, key, fault, remedy };
}

/** A bare text counts as a list of one, so the walk ends at whatever is no container. */
function valueAt(table: object, path: readonly (string | number)[]): unknown {
  let value: unknown = table;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return value;
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return value;
}

function staysInside(path: string): boolean {
  const root = resolve("root");
  return !isAbsolute(path) && isInside(root, resolve(root, path));
}
