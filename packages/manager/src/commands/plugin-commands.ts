import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { CommandSpec, JsonObject, Problem } from "@asky/sdk";
import { dataDirUnusable } from "../errors/lifecycle.ts";
import { configPaths } from "../files/config-paths.ts";
import { locatePlugin } from "../manager/locate-plugin.ts";
import type { JsonSchemaFile } from "../roster/config-check.ts";
import { readPluginConfig } from "../roster/read-plugin-config.ts";
import { type RosterEntry, readRoster } from "../roster/read-roster.ts";
import { validateConfig } from "../roster/validate-config.ts";

/** A command that a plugin adds to a command line. */
export interface PluginCommand {
  readonly plugin: string;
  readonly package: { readonly name: string; readonly version: string };
  /** As it stands in the manifest; its texts are whatever the package's author wrote. */
  readonly spec: CommandSpec;
  /** The module with the export `run`, absolute, inside the package's folder. */
  readonly file: string;
  readonly configFile?: string;
  readonly configSchema?: JsonSchemaFile;
}

/** A plugin that a host registers by itself: no roster names it. */
export interface HostPlugin {
  readonly name: string;
  /** The package that it comes from, with its subpath if it has one. */
  readonly module: string;
}

type Entry = HostPlugin & Pick<RosterEntry, "className" | "version" | "configFile">;

/** The commands of plugins, in their order, and why some plugins could not be asked for theirs. */
export interface PluginCommands {
  readonly commands: readonly PluginCommand[];
  readonly problems: readonly Problem[];
}

/**
 * Reads which commands the plugins of a roster add, from their packages' manifests. Runs none of their code. Called by
 * command lines before they show help. Never rejects.
 *
 * @param projectDir - where packages are looked for after the config dir, absolute.
 */
export async function readPluginCommands(configDir: string, projectDir?: string): Promise<PluginCommands> {
  const roster = await readRoster(configDir);
  const fromDirs = [...new Set([configDir, projectDir ?? configDir])];
  const { commands, problems } = await commandsOf(
    roster.entries.filter(({ enabled }) => enabled),
    fromDirs,
  );
  return { commands, problems: [...roster.problems, ...problems] };
}

/**
 * Reads which commands the plugins add that a host registers by itself. Runs none of their code. Called by command lines
 * of such a host, which put these commands before those of a roster. Never rejects.
 *
 * @param fromDir - the folder of the host's package, absolute: that is where its plugins are installed for.
 */
export async function readHostCommands(
  plugins: readonly HostPlugin[],
  fromDir: string,
): Promise<PluginCommands> {
  return await commandsOf(plugins, [fromDir]);
}

async function commandsOf(entries: readonly Entry[], fromDirs: readonly string[]): Promise<PluginCommands> {
  const found = await Promise.all(
    entries.map(async (entry) => ({ entry, located: await locatePlugin(entry, fromDirs) })),
  );
  const commands = found.flatMap(({ entry, located: { found: folder, manifest } }) =>
    (manifest?.commands ?? []).flatMap((spec): readonly PluginCommand[] => {
      if (!folder) return [];
      const { name, version, directory } = folder;
      const schema = manifest?.configSchema;
      return [
        {
          plugin: entry.name,
          package: { name, version },
          spec,
          file: join(directory, spec.run),
          ...(entry.configFile !== undefined && { configFile: entry.configFile }),
          ...(schema !== undefined && { configSchema: { directory, file: schema } }),
        },
      ];
    }),
  );
  return { commands, problems: found.flatMap(({ located }) => (located.problem ? [located.problem] : [])) };
}

/**
 * Reads what a command is run with: the plugin's configuration, checked against its package's JSON Schema, and its data
 * directory, made if it is not there.
 */
export async function openCommand(
  { plugin, configFile, configSchema }: PluginCommand,
  configDir: string,
): Promise<{ readonly config: JsonObject; readonly dataDir: string } | { readonly problem: Problem }> {
  const { config, file, problem } = await readPluginConfig(configDir, plugin, configFile);
  if (problem) return { problem };
  const checked = await validateConfig(plugin, config, file, undefined, configSchema);
  if ("problem" in checked) return checked;
  const dataDir = configPaths(configDir).dataDir(plugin);
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return { config: checked.config, dataDir };
  } catch (error) {
    return { problem: dataDirUnusable(plugin, dataDir, error) };
  }
}
