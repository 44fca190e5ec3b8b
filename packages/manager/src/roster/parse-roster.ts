import { isPluginName, type Problem, type ProblemPlace } from "@asky/sdk";
import {
  pluginNameCollision,
  pluginNameInvalid,
  rosterEntryInvalid,
  rosterEntryNoTable,
  rosterKeyUnknown,
  rosterShapeInvalid,
  rosterSyntax,
} from "../errors/roster.ts";
import { parseToml } from "../files/parse-toml.ts";
import { describeValue } from "../text/describe-value.ts";
import { nearestWord } from "../text/nearest-word.ts";
import { createKeyLocator } from "./locate-key.ts";
import { checkEntry, ENTRY_KEYS, type RosterEntry, TOOLS_KEYS } from "./roster-entry.ts";

/** What plugins.toml says. */
export interface Roster {
  readonly file: string;
  /** In the order of the file. */
  readonly entries: readonly RosterEntry[];
  /** Entries that do not count, each with everything that is wrong with it. */
  readonly refused: readonly RefusedEntry[];
  /** Faults of the whole file, and warnings about entries that count. */
  readonly problems: readonly Problem[];
}

/** An entry that does not count. Its name is as written and need not be a legal one. */
export interface RefusedEntry {
  readonly name: string;
  readonly problems: readonly Problem[];
}

type Table = Readonly<Record<string, unknown>>;
type PlaceOf = (...path: readonly (string | number)[]) => ProblemPlace;

/** Reads the entries out of the roster's text. One broken entry harms no other. Pure. */
export function parseRoster(text: string, file: string): Roster {
  const parsed = parseToml(text);
  if ("fault" in parsed) {
    const { reason, ...position } = parsed.fault;
    return { file, entries: [], refused: [], problems: [rosterSyntax({ file, ...position }, reason)] };
  }
  const locate = createKeyLocator(text);
  const placeOf: PlaceOf = (...path) => ({ file, ...locate(path), key: path.join(".") });
  const problems = unknownKeys(parsed.table, ["plugin"], undefined, [], placeOf);
  const { plugin: tables = {} } = parsed.table;
  if (!isTable(tables)) {
    const fault = rosterShapeInvalid(placeOf("plugin"), describeValue(tables));
    return { file, entries: [], refused: [], problems: [...problems, fault] };
  }
  return { file, ...parseEntries(tables, placeOf, problems) };
}

function parseEntries(
  tables: Table,
  placeOf: PlaceOf,
  fileProblems: readonly Problem[],
): Omit<Roster, "file"> {
  const entries: RosterEntry[] = [];
  const refused: RefusedEntry[] = [];
  const problems = [...fileProblems];
  for (const [name, table] of Object.entries(tables)) {
    const folded = name.toLowerCase();
    const twin = folded !== name && Object.hasOwn(tables, folded) ? folded : undefined;
    const result = parseEntry(name, table, twin, placeOf);
    if ("entry" in result) {
      entries.push(result.entry);
      problems.push(...result.warnings);
    } else {
      refused.push({ name, problems: result.problems });
    }
  }
  return { entries, refused, problems };
}

function parseEntry(
  name: string,
  table: unknown,
  twin: string | undefined,
  placeOf: PlaceOf,
):
  | { readonly entry: RosterEntry; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] } {
  const place = placeOf("plugin", name);
  // Of names that differ by case only the lower one can be legal: that one stays, wherever it stands.
  if (twin !== undefined) return { problems: [pluginNameCollision(name, twin, place)] };
  if (!isPluginName(name)) return { problems: [pluginNameInvalid(name, place)] };
  if (!isTable(table)) return { problems: [rosterEntryNoTable(name, place, describeValue(table))] };

  const base = ["plugin", name];
  const warnings = [
    ...unknownKeys(table, ENTRY_KEYS, name, base, placeOf),
    ...(isTable(table.tools) ? unknownKeys(table.tools, TOOLS_KEYS, name, [...base, "tools"], placeOf) : []),
  ];
  const checked = checkEntry(table);
  if ("values" in checked) return { entry: { name, ...checked.values, place }, warnings };
  const errors = checked.faults.map((fault) =>
    rosterEntryInvalid(name, placeOf(...base, ...fault.path), fault),
  );
  return { problems: [...errors, ...warnings] };
}

function unknownKeys(
  table: Table,
  known: readonly string[],
  plugin: string | undefined,
  base: readonly string[],
  placeOf: PlaceOf,
): readonly Problem[] {
  return Object.keys(table)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const place = placeOf(...base, key);
      return rosterKeyUnknown(plugin, place, { key, nearest: nearestWord(key, known), known });
    });
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
