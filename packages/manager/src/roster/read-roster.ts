import { rosterUnreadable } from "../errors/roster.ts";
import { configPaths } from "../files/config-paths.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { parseRoster, type Roster } from "./parse-roster.ts";

export type { RefusedEntry, Roster } from "./parse-roster.ts";
export type { RosterEntry } from "./roster-entry.ts";

/** Reads plugins.toml of a configuration directory. None means no plugins, and is no fault. */
export async function readRoster(configDir: string): Promise<Roster> {
  const file = configPaths(configDir).roster;
  const read = await readTextFile(file);
  if (read.kind === "text") return parseRoster(read.text, file);
  const problems = read.kind === "absent" ? [] : [rosterUnreadable(file, read.reason)];
  return { file, entries: [], refused: [], problems };
}
