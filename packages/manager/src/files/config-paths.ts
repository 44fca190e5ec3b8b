import { homedir } from "node:os";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

/**
 * Finds the configuration directory: `$ASKY_CONFIG_DIR`, else `$XDG_CONFIG_HOME/asky`, else `~/.config/asky`. The
 * first may be relative to the working directory; a relative `$XDG_CONFIG_HOME` is passed over, as its standard asks.
 *
 * @param env - the environment to read. @defaultValue `process.env`
 * @returns an absolute path; the directory need not exist.
 */
export function findConfigDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.ASKY_CONFIG_DIR) return resolve(env.ASKY_CONFIG_DIR);
  if (env.XDG_CONFIG_HOME && isAbsolute(env.XDG_CONFIG_HOME)) return join(env.XDG_CONFIG_HOME, "asky");
  const home = env.HOME && isAbsolute(env.HOME) ? env.HOME : homedir();
  return join(home, ".config", "asky");
}

/** Where a host's files stand. All paths are absolute. */
export interface ConfigPaths {
  readonly roster: string;
  /** @param configFile - the roster's `config_file`, relative to the configuration directory. */
  pluginConfig(plugin: string, configFile?: string): string;
  dataDir(plugin: string): string;
}

/** The layout of a configuration directory. */
export function configPaths(configDir: string): ConfigPaths {
  const root = resolve(configDir);
  return {
    roster: join(root, "plugins.toml"),
    pluginConfig: (plugin, configFile) => resolve(root, configFile ?? join("plugins", `${plugin}.toml`)),
    dataDir: (plugin) => join(root, "plugins", plugin),
  };
}

/** Whether a path lies below a folder, by its text; links are the caller's affair. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
