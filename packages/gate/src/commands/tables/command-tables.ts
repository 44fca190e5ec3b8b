import type { CommandTable } from "../words/command-table.ts";
import { splitNames } from "../words/read-options.ts";
import { builds } from "./builds.ts";
import { checkers } from "./checkers.ts";
import { fileReading } from "./file-reading.ts";
import { functionalBuilds } from "./functional-builds.ts";
import { gitTables } from "./git.ts";
import { javascriptTools, node } from "./javascript-tools.ts";
import { packageManagers } from "./package-managers.ts";
import { pythonTables } from "./python.ts";
import { rubyPhpElixir } from "./ruby-php-elixir.ts";
import { rustGo } from "./rust-go.ts";
import { searching } from "./searching.ts";
import { shellBuiltins } from "./shell-builtins.ts";
import { systemFacts } from "./system-facts.ts";
import { versionOnly, versionPrograms } from "./versions.ts";
import { wrappers } from "./wrappers.ts";

const INSTALLED_TOOLS = "node_modules/.bin/";

function byName(tables: Readonly<Record<string, CommandTable>>): (readonly [string, CommandTable])[] {
  return Object.entries(tables).flatMap(([names, table]) =>
    splitNames(names).map((name) => [name, table] as const),
  );
}

const installed = byName(javascriptTools).flatMap(([name, table]) => [
  [`${INSTALLED_TOOLS}${name}`, table] as const,
  [`./${INSTALLED_TOOLS}${name}`, table] as const,
]);

/** Every command that is known, by the name that it is called by. */
export const commandTables: ReadonlyMap<string, CommandTable> = new Map([
  ...versionPrograms.map((name) => [name, versionOnly] as const),
  ...byName(fileReading),
  ...byName(searching),
  ...byName(systemFacts),
  ...byName(shellBuiltins),
  ...byName(wrappers),
  ...byName(gitTables),
  ...byName({ node }),
  ...byName(javascriptTools),
  ...byName(packageManagers),
  ...byName(pythonTables),
  ...byName(rustGo),
  ...byName(builds),
  ...byName(functionalBuilds),
  ...byName(rubyPhpElixir),
  ...byName(checkers),
  ...installed,
]);
