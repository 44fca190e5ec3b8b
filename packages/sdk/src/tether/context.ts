import type { EventBus } from "../events/event-bus.ts";
import type { TetherConfig } from "../host/config.ts";
import type { JsonObject } from "../shared/json.ts";
import type { PluginLifetime } from "../shared/lifetime.ts";
import type { Logger } from "../shared/logger.ts";
import type { Services } from "../shared/services.ts";

/**
 * What a Tether plugin is initialised with. Frozen. Note that `config` is the host's here, as in the seed; the
 * plugin's own is `pluginConfig`.
 *
 * @see docs/contracts.md#tether-3
 */
export interface TetherPluginContext<Config = JsonObject> extends PluginLifetime {
  readonly eventBus: EventBus;
  /** The host's configuration. Deeply frozen. */
  readonly config: TetherConfig;
  readonly pluginName: string;
  /** The plugin's own configuration, validated; empty when there is no file. Deeply frozen. */
  readonly pluginConfig: Config;
  /** The plugin's own folder for what it keeps, absolute. Exists, mode 0700. */
  readonly dataDir: string;
  readonly services: Services;
  /** Named `asky.plugins.<name>`. */
  readonly logger: Logger;
}
