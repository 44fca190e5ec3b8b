import { createBrand, PLUGIN_BRAND } from "../shared/brand.ts";
import type { ConfigOf } from "../shared/config-of.ts";
import type { StandardSchema } from "../shared/standard-schema.ts";
import type { TetherPluginContext } from "./context.ts";
import type { PluginMeta, TetherPlugin } from "./plugin.ts";

/** What {@link defineTetherPlugin} takes. */
export interface TetherPluginDefinition<Schema extends StandardSchema | undefined = undefined> {
  readonly meta: PluginMeta;
  /** Any Standard Schema. The type of `context.pluginConfig` is inferred from it. */
  readonly configSchema?: Schema;
  readonly initialize: (context: TetherPluginContext<ConfigOf<Schema>>) => void | Promise<void>;
  readonly start?: () => void | Promise<void>;
  /** Most plugins need none: `context.use` and `context.defer` clean up. */
  readonly stop?: () => void | Promise<void>;
}

/**
 * Makes a Tether plugin from a plain object. Export the result as the module's default. Keep state inside
 * `initialize`: the value is shared by all hosts and generations of a process.
 */
export function defineTetherPlugin<const Schema extends StandardSchema | undefined = undefined>(
  definition: TetherPluginDefinition<Schema>,
): TetherPlugin<ConfigOf<Schema>> {
  const { meta, configSchema, initialize, start, stop } = definition;
  return Object.freeze({
    [PLUGIN_BRAND]: createBrand("tether"),
    meta: Object.freeze({ description: "", ...meta }),
    ...(configSchema && { configSchema: configSchema as StandardSchema<unknown, ConfigOf<Schema>> }),
    initialize: async (context: TetherPluginContext<ConfigOf<Schema>>) => {
      await initialize(context);
    },
    start: async () => {
      await start?.();
    },
    stop: async () => {
      await stop?.();
    },
  });
}
