import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PluginCommand } from "@asky/manager/commands";
import { commandClash } from "../errors/work.ts";
import type { Run } from "../io/run.ts";
import { CORE_COMMANDS } from "./core-commands.ts";
import { engineFolder, HOST_PLUGINS } from "./host-plugins.ts";
import { firstOperand } from "./words.ts";

/**
 * The commands that the host's plugins and those of plugins.toml add, as their manifests describe them; none of their code
 * is loaded. They are looked for only where they matter: in help, and when the command is none of the own ones.
 */
export async function findPluginCommands(
  run: Run,
  words: readonly string[],
): Promise<readonly PluginCommand[]> {
  const { configDir, isSafeMode, output } = run;
  const operand = firstOperand(words);
  if (operand !== undefined && operand !== "help" && CORE_COMMANDS.includes(operand)) return [];
  const { readHostCommands, readPluginCommands } = await import("@asky/manager/commands");
  const hasRoster = !isSafeMode && existsSync(join(configDir, "plugins.toml"));
  const [host, roster] = await Promise.all([
    readHostCommands(HOST_PLUGINS, engineFolder()),
    hasRoster ? readPluginCommands(configDir, process.cwd()) : { commands: [], problems: [] },
  ]);
  if (output.isVerbose) {
    for (const { message, hint } of [...host.problems, ...roster.problems]) output.note(`${message} ${hint}`);
  }
  const own = new Map(CORE_COMMANDS.map((name) => [name, "asky itself"]));
  for (const { spec, plugin } of host.commands) own.set(spec.name, `asky's plugin "${plugin}"`);
  // Of two plugins of one name, the host takes its own.
  const others = roster.commands.filter(({ plugin }) => !HOST_PLUGINS.some(({ name }) => name === plugin));
  const free = withoutClashes(others, own, (name, owners) => {
    const { message, hint } = commandClash(name, owners);
    output.note(`${message} ${hint}`);
  });
  return [...host.commands, ...free];
}

/** A name that several claim is nobody's, unless it is the host's own: no package can take another's command. */
function withoutClashes(
  commands: readonly PluginCommand[],
  own: ReadonlyMap<string, string>,
  onClash: (name: string, owners: readonly string[]) => void,
): readonly PluginCommand[] {
  const byName = new Map<string, PluginCommand[]>();
  for (const command of commands) {
    const same = byName.get(command.spec.name) ?? [];
    byName.set(command.spec.name, [...same, command]);
  }
  return [...byName].flatMap(([name, same]) => {
    const owner = own.get(name);
    const owners = [
      ...(owner === undefined ? [] : [owner]),
      ...same.map(({ plugin }) => `the plugin "${plugin}"`),
    ];
    if (owners.length === 1) return same;
    onClash(name, owners);
    return [];
  });
}
