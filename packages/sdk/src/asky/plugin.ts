import { createBrand, PLUGIN_BRAND } from "../shared/brand.ts";
import type { JsonObject } from "../shared/json.ts";
import type { StandardSchema } from "../shared/standard-schema.ts";
import type { AskyPluginContext } from "./context.ts";

/**
 * A plugin that changes what a host does: hooks, tools, servers. Extend it, or use `defineAskyPlugin`.
 *
 * Life: constructed without arguments, activated once, deactivated once. A new generation of the host constructs a new
 * one, so a class keeps its state in the instance.
 *
 * @see docs/contracts.md#asky-1
 */
export abstract class AskyPlugin<Config = JsonObject> {
  /** Unique; the same as the key in plugins.toml. */
  abstract readonly name: string;

  /** Semantic version. @defaultValue "0.1.0" */
  readonly version: string = "0.1.0";

  /** Names of the plugins that must be active before this one. @defaultValue none */
  readonly dependencies: readonly string[] = [];

  /** Validates `plugins/<name>.toml` before activation; its output is `context.config`. @defaultValue anything goes */
  readonly configSchema?: StandardSchema<unknown, Config>;

  static {
    Object.defineProperty(AskyPlugin.prototype, PLUGIN_BRAND, { value: createBrand("asky") });
  }

  /**
   * Called once, at start-up, one plugin after the other; the place to register hooks. A promise is awaited.
   * May throw: the plugin is then marked failed, what it registered is undone, and those that depend on it are skipped.
   */
  abstract activate(context: AskyPluginContext<Config>): void | Promise<void>;

  /**
   * Called once, at shut-down, in reverse order of activation, after a successful `activate` only. May throw: it is
   * reported and the others go on. What was left with `context.use` and `context.defer` is undone afterwards.
   */
  deactivate(): void | Promise<void> {}
}
