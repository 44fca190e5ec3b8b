import type { EventBus } from "../events/event-bus.ts";
import type { PluginHooks } from "../hooks/hook-registry.ts";
import type { HostConfig } from "../host/config.ts";
import type { JsonObject } from "../shared/json.ts";
import type { PluginLifetime } from "../shared/lifetime.ts";
import type { Logger } from "../shared/logger.ts";
import type { Services } from "../shared/services.ts";

/**
 * What an Asky plugin is activated with. Frozen. `hooks`, `eventBus` and `services` stamp the plugin's name on whatever
 * passes through them, and refuse to work (`PLUGIN_FENCED`) once the plugin has stopped or failed.
 *
 * @see docs/contracts.md#asky-2
 */
export interface AskyPluginContext<Config = JsonObject> extends PluginLifetime {
  readonly pluginName: string;
  /** The plugin's own configuration, `plugins/<name>.toml`, validated; empty when there is no file. Deeply frozen. */
  readonly config: Config;
  /** The host's whole configuration. Deeply frozen. */
  readonly globalConfig: HostConfig;
  /** The folder of `plugins.toml`, absolute. */
  readonly configDir: string;
  /** The plugin's own folder for what it keeps, absolute. Exists, mode 0700. */
  readonly dataDir: string;
  readonly hooks: PluginHooks;
  readonly eventBus: EventBus;
  readonly services: Services;
  /** Named `asky.plugins.<name>`. */
  readonly logger: Logger;
}
