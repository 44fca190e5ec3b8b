import { resolve } from "node:path";
import { findConfigDir, type PassedPlugin, type PassedPluginEntry } from "@asky/manager";
import type { HostConfig, Logger, Model } from "@asky/sdk";

/** What {@link buildEngine} takes. All of it optional. */
export interface EngineOptions {
  /** The folder of `config.toml`, `plugins.toml` and `policies/`. @defaultValue `findConfigDir()` of `@asky/manager` */
  readonly configDir?: string;
  /** Goes over `config.toml`, key by key. Relative paths start at the config dir. */
  readonly config?: HostConfig;
  /** Plugins that come after `audit` and before the roster's, in this order. Their failure aborts the start-up unless `onFailure` says otherwise. */
  readonly plugins?: readonly (PassedPlugin | PassedPluginEntry)[];
  /** Answers instead of the configured model. */
  readonly model?: Model;
  /** Where tools look unless a message says otherwise, and where packages are looked for after the config dir. @defaultValue the working directory as of the call */
  readonly directory?: string;
  /** @defaultValue the console, from level `info` */
  readonly logger?: Logger;
}

/** The options with every default filled in. */
export interface EngineSettings {
  readonly configDir: string;
  readonly config: HostConfig;
  readonly plugins: readonly (PassedPlugin | PassedPluginEntry)[];
  /** Answers instead of the configured one. */
  readonly model: Model | undefined;
  readonly directory: string;
  readonly logger: Logger | undefined;
}

/**
 * Fills in the defaults. Reads the environment and nothing else.
 *
 * @throws TypeError when the model is none.
 */
export function readOptions(options: EngineOptions): EngineSettings {
  const { plugins = [], model, config = {}, directory = ".", logger } = options;
  if (model !== undefined && (typeof model?.generate !== "function" || typeof model.name !== "string")) {
    throw new TypeError('The "model" of buildEngine() is an object with a "name" and a "generate" method.');
  }
  return {
    configDir: resolve(options.configDir ?? findConfigDir()),
    config,
    plugins: [...plugins],
    model,
    directory: resolve(directory),
    logger,
  };
}
