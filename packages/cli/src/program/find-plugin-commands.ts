import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PluginCommand } from "@asky/manager/commands";
import { commandClash } from "../errors/work.ts";
import type { Run } from "../io/run.ts";
import { CORE_COMMANDS } from "./core-commands.ts";
import { firstOperand } from "./words.ts";

/**
 * The commands that plugins add, as their manifests describe them; none of their code is loaded. They are looked for only
 * where they matter: in help, and when the command is none of the own ones.
 */
export async function findPluginCommands(
  run: Run,
  words: readonly string[],
): Promise<readonly PluginCommand[]> {
  const { configDir, isSafeMode, output } = run;
  const operand = firstOperand(words);
  if (operand !== undefined && operand !== "help" && CORE_COMMANDS.includes(operand)) return [];
  if (isSafeMode || !existsSync(join(configDir, "plugins.toml"))) return [];
  const { readPluginCommands } = await import("@asky/manager/commands");
  const { commands, problems } = await readPluginCommands(configDir, process.cwd());
  if (output.isVerbose) for (const { message, hint } of problems) output.note(`${message} ${hint}`);
  return withoutClashes(commands, (name, owners) => {
    const { message, hint } = commandClash(name, owners);
    output.note(`${message} ${hint}`);
  });
}

/** A name that several claim is nobody's, so that no package can take another's command. */
function withoutClashes(
  commands: readonly PluginCommand[],
  onClash: (name: string, owners: readonly string[]) => void,
): readonly PluginCommand[] {
  const byName = new Map<string, PluginCommand[]>();
  for (const command of commands) {
    const same = byName.get(command.spec.name) ?? [];
    byName.set(command.spec.name, [...same, command]);
  }
  return [...byName].flatMap(([name, same]) => {
    const owners = same.map(({ plugin }) => `the plugin "${plugin}"`);
    if (CORE_COMMANDS.includes(name)) owners.unshift("asky itself");
    if (owners.length === 1) return same;
    onClash(name, owners);
    return [];
  });
}
