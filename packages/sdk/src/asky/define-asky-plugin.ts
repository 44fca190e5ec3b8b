import { createBrand, PLUGIN_BRAND } from "../shared/brand.ts";
import type { ConfigOf } from "../shared/config-of.ts";
import type { StandardSchema } from "../shared/standard-schema.ts";
import type { AskyPluginContext } from "./context.ts";
import type { AskyPlugin } from "./plugin.ts";

/** What {@link defineAskyPlugin} takes: the members of {@link AskyPlugin} as a plain object. */
export interface AskyPluginDefinition<Schema extends StandardSchema | undefined = undefined> {
  readonly name: string;
  /** @defaultValue "0.1.0" */
  readonly version?: string;
  /** @defaultValue none */
  readonly dependencies?: readonly string[];
  /** Any Standard Schema. The type of `context.config` is inferred from it. */
  readonly configSchema?: Schema;
  readonly activate: (context: AskyPluginContext<ConfigOf<Schema>>) => void | Promise<void>;
  /** Most plugins need none: `context.use` and `context.defer` clean up. */
  readonly deactivate?: () => void | Promise<void>;
}

/**
 * Makes an Asky plugin from a plain object. Export the result as the module's default. Keep state inside `activate`:
 * the value is shared by all hosts and generations of a process.
 */
export function defineAskyPlugin<const Schema extends StandardSchema | undefined = undefined>(
  definition: AskyPluginDefinition<Schema>,
): AskyPlugin<ConfigOf<Schema>> {
  const { name, version = "0.1.0", dependencies = [], configSchema, activate, deactivate } = definition;
  return Object.freeze({
    [PLUGIN_BRAND]: createBrand("asky"),
    name,
    version,
    dependencies: Object.freeze([...dependencies]),
    ...(configSchema && { configSchema: configSchema as StandardSchema<unknown, ConfigOf<Schema>> }),
    activate,
    deactivate: deactivate ?? (() => {}),
  });
}
