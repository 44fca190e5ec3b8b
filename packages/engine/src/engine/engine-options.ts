import { resolve } from "node:path";
import {
  type Clock,
  findConfigDir,
  type OwnerTracking,
  type PassedPlugin,
  type PassedPluginEntry,
  systemClock,
} from "@asky/manager";
import type { HostConfig, Logger, Model } from "@asky/sdk";
import type { SessionStore } from "../sessions/session-store.ts";

/** What {@link buildEngine} takes. All of it optional. */
export interface EngineOptions {
  /** The folder of `config.toml`, `plugins.toml` and `policies/`. @defaultValue `findConfigDir()` of `@asky/manager` */
  readonly configDir?: string;
  /** Goes over `config.toml`, key by key. Relative paths start at the config dir. */
  readonly config?: HostConfig;
  /** Whether the plugins of `plugins.toml` are loaded; without them a broken set-up can be looked into. @defaultValue true */
  readonly roster?: boolean;
  /** Plugins that come after `audit` and before the roster's, in this order. Their failure aborts the start-up unless `onFailure` says otherwise. */
  readonly plugins?: readonly (PassedPlugin | PassedPluginEntry)[];
  /** Answers instead of the configured model. */
  readonly model?: Model;
  /** Where tools look unless a message says otherwise, and where packages are looked for after the config dir. @defaultValue the working directory as of the call */
  readonly directory?: string;
  /** @defaultValue the console, from level `info` */
  readonly logger?: Logger;
  /** Where conversations are kept. @defaultValue files in `sessions/` of the config dir */
  readonly sessions?: SessionStore;
  /** Whether `runs/` of the config dir says afterwards who changed what, who denied and who was slow. @defaultValue false */
  readonly ledger?: boolean;
  /** Who answers for what plugins leave behind; installed with the start-up. @defaultValue nobody is tracked */
  readonly owners?: OwnerTracking;
  /** Where the deadlines of plugins take the time from. For tests. @defaultValue the machine's own */
  readonly clock?: Clock;
}

/** The options with every default filled in. */
export interface EngineSettings {
  readonly configDir: string;
  readonly config: HostConfig;
  readonly roster: boolean;
  readonly plugins: readonly (PassedPlugin | PassedPluginEntry)[];
  /** Answers instead of the configured one. */
  readonly model: Model | undefined;
  readonly directory: string;
  readonly logger: Logger | undefined;
  readonly sessions: SessionStore | undefined;
  readonly ledger: boolean;
  readonly owners: OwnerTracking | undefined;
  readonly clock: Clock;
}

/**
 * Fills in the defaults. Reads the environment and nothing else.
 *
 * @throws TypeError when the model is none.
 */
export function readOptions(options: EngineOptions): EngineSettings {
  const { plugins = [], model, config = {}, directory = ".", logger, clock = systemClock } = options;
  if (model !== undefined && (typeof model?.generate !== "function" || typeof model.name !== "string")) {
    throw new TypeError('The "model" of buildEngine() is an object with a "name" and a "generate" method.');
  }
  return {
    configDir: resolve(options.configDir ?? findConfigDir()),
    config,
    roster: options.roster ?? true,
    plugins: [...plugins],
    model,
    directory: resolve(directory),
    logger,
    sessions: options.sessions,
    ledger: options.ledger ?? false,
    owners: options.owners,
    clock,
  };
}
