import type { JsonObject } from "../shared/json.ts";
import type { StandardSchema } from "../shared/standard-schema.ts";
import type { TetherPluginContext } from "./context.ts";

/**
 * Who a Tether plugin is. Frozen.
 *
 * @see docs/contracts.md#tether-2
 */
export interface PluginMeta {
  /** Unique; the same as the key in plugins.toml. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** One line. @defaultValue "" */
  readonly description?: string;
}

/**
 * A plugin that watches: it subscribes to events and reacts without changing an outcome. A shape, not a base class: any
 * object with these members is one.
 *
 * Life: registered, initialised, started, stopped. All plugins are initialised before any is started.
 *
 * Implemented by: plugin authors.
 *
 * @see docs/contracts.md#tether-1
 */
export interface TetherPlugin<Config = JsonObject> {
  readonly meta: PluginMeta;

  /** Validates `plugins/<name>.toml` before initialisation; its output is `context.pluginConfig`. */
  readonly configSchema?: StandardSchema<unknown, Config>;

  /**
   * Called once, in order of registration; the place to subscribe and to set up resources. May throw: the plugin is then
   * marked failed and what it subscribed is undone.
   */
  initialize(context: TetherPluginContext<Config>): Promise<void>;

  /** Called once, when all plugins are initialised; the place to begin background work. May throw, with the same result. */
  start(): Promise<void>;

  /** Called once, at shut-down, last registered first, for plugins that were initialised. May throw: it is reported. */
  stop(): Promise<void>;
}
