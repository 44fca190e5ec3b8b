import type { PluginCommand } from "@asky/manager/commands";
import type { ExitCode, JsonObject } from "@asky/sdk";
import { type Command, Option } from "commander";
import { reasonOf } from "../errors/to-fault.ts";
import { commandInvalid } from "../errors/work.ts";
import type { Run } from "../io/run.ts";
import { shortLine } from "../text/visible.ts";

/** Options that every command has: a plugin's command hears only of those that its manifest names too. */
const GLOBAL = new Set(["json", "color", "verbose", "safeMode", "configDir"]);
const COMMAND_NAME = /^[a-z][a-z0-9-]*$/;
const TEXT_LENGTH = 200;

/** Adds a command as its manifest describes it. */
export function addPluginCommand(
  program: Command,
  run: Run,
  plugin: PluginCommand,
  settle: (code: Promise<ExitCode>) => Promise<void>,
): void {
  const { spec, package: from } = plugin;
  try {
    if (!COMMAND_NAME.test(spec.name))
      throw new Error("its name is no word of small letters, digits and hyphens");
    const command = program
      .createCommand(spec.name)
      .description(`${shortLine(spec.summary, TEXT_LENGTH)} (${plugin.plugin}, ${from.name}@${from.version})`)
      .helpGroup("Commands of plugins:");
    for (const { name, summary, required = true, variadic = false } of spec.args ?? []) {
      const shown = `${name}${variadic ? "..." : ""}`;
      command.argument(required ? `<${shown}>` : `[${shown}]`, shortLine(summary, TEXT_LENGTH));
    }
    for (const { flags, summary, default: value } of spec.options ?? []) {
      const option = new Option(flags, shortLine(summary, TEXT_LENGTH));
      command.addOption(value === undefined ? option : option.default(value));
    }
    command.action(async () => {
      const named = new Set(command.options.map((option) => option.attributeName()));
      const given = Object.entries(command.optsWithGlobals());
      const options = given.filter(([name]) => named.has(name) || !GLOBAL.has(name));
      const { runPluginCommand } = await import("../commands/plugin-command.ts");
      await settle(runPluginCommand(run, plugin, command.args, Object.fromEntries(options) as JsonObject));
    });
    program.addCommand(command);
  } catch (error) {
    const { message, hint } = commandInvalid(shortLine(spec.name, 40), plugin.plugin, reasonOf(error));
    run.output.note(`${message} ${hint}`);
  }
}
