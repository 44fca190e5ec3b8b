import type { JsonObject, Problem } from "@asky/sdk";
import { configInvalid, configSyntax, configUnreadable } from "../errors/roster.ts";
import { configPaths } from "../files/config-paths.ts";
import { parseToml } from "../files/parse-toml.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { toConfig } from "./config-value.ts";
import { formatKey } from "./format-key.ts";
import { locateKey } from "./locate-key.ts";

/** A plugin's own configuration before its schema has seen it. With a problem, the configuration is empty. */
export interface PluginConfig {
  /** A fresh object of JSON values; empty when there is no file. */
  readonly config: JsonObject;
  /** Where it stands or would stand. */
  readonly file: string;
  readonly problem?: Problem;
}

/**
 * Reads `plugins/<name>.toml`, or the roster's `config_file`. No file means no settings, and is no fault.
 *
 * @param configFile - relative to the configuration directory.
 */
export async function readPluginConfig(
  configDir: string,
  plugin: string,
  configFile?: string,
): Promise<PluginConfig> {
  const file = configPaths(configDir).pluginConfig(plugin, configFile);
  const read = await readTextFile(file);
  if (read.kind === "absent") return { config: {}, file };
  const result =
    read.kind === "text" ? parseConfig(plugin, file, read.text) : configUnreadable(plugin, file, read.reason);
  return "config" in result ? { config: result.config, file } : { config: {}, file, problem: result };
}

function parseConfig(plugin: string, file: string, text: string): { readonly config: JsonObject } | Problem {
  const parsed = parseToml(text);
  if ("fault" in parsed) {
    const { reason, ...position } = parsed.fault;
    return configSyntax(plugin, { file, ...position }, reason);
  }
  const converted = toConfig(parsed.table);
  if ("config" in converted) return converted;
  const { path, what } = converted.fault;
  const key = formatKey(path);
  return configInvalid(plugin, { file, ...locateKey(text, path), key }, `"${key}" is ${what}`);
}
