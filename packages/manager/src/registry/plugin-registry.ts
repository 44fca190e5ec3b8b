import type { Logger, TetherPlugin, TetherPluginContext } from "@asky/sdk";
import {
  alreadyRegistered,
  lifecycleError,
  lifecycleFailed,
  notATetherPlugin,
  wrongOrder,
} from "../errors/lifecycle.ts";
import { createConsoleLogger } from "../logging/console-logger.ts";
import { describeError } from "../problems/describe-error.ts";

/** What {@link PluginRegistry} takes. */
export interface PluginRegistryOptions {
  /** Told of every plugin that fails to stop. @defaultValue the console */
  readonly logger?: Logger;
}

/**
 * The Tether seed's registry, for hosts that put their plugins together in code and want to fail fast: it throws where
 * `PluginManager` records. Every exception is a `PluginError`.
 *
 * @see docs/contracts.md#tether-4
 */
export class PluginRegistry {
  readonly #plugins: TetherPlugin[] = [];
  readonly #logger: Logger;
  /** Those that were initialised and not yet stopped, in order. */
  #alive: TetherPlugin[] = [];
  #phase: "open" | "initialized" | "started" | "stopped" = "open";

  constructor({ logger = createConsoleLogger() }: PluginRegistryOptions = {}) {
    this.#logger = logger;
  }

  /** All registered plugins, in order of registration; a fresh list. */
  get plugins(): readonly TetherPlugin[] {
    return [...this.#plugins];
  }

  /**
   * Adds a plugin.
   *
   * @throws PluginError `PLUGIN_CLASS_INVALID` when it has no `meta.name`; `ALREADY_REGISTERED` when the name is taken; `LIFECYCLE_ORDER` once initialisation has begun.
   */
  register(plugin: TetherPlugin): void {
    const name: unknown = plugin?.meta?.name;
    if (typeof name !== "string" || name === "") throw notATetherPlugin();
    if (this.#phase !== "open") throw wrongOrder("register()", "after initAll()", name);
    if (this.get(name)) throw alreadyRegistered(name);
    this.#plugins.push(plugin);
  }

  /** The plugin of that name, or `undefined`. */
  get(name: string): TetherPlugin | undefined {
    return this.#plugins.find((plugin) => plugin.meta.name === name);
  }

  /**
   * Initialises each plugin, in order of registration, each awaited.
   *
   * @param context - the same for all, or a function that makes one for each.
   * @throws PluginError `INITIALIZE_FAILED` at the first that fails; later ones are not initialised, earlier ones are
   *   stopped again in reverse. `LIFECYCLE_ORDER` when called twice.
   */
  async initAll(
    context: TetherPluginContext | ((plugin: TetherPlugin) => TetherPluginContext),
  ): Promise<void> {
    if (this.#phase !== "open") throw wrongOrder("initAll()", "a second time");
    this.#phase = "initialized";
    for (const plugin of this.#plugins) {
      await this.#attempt(plugin, "initialize", () =>
        plugin.initialize(typeof context === "function" ? context(plugin) : context),
      );
      this.#alive.push(plugin);
    }
  }

  /**
   * Starts each plugin, in order of registration, each awaited.
   *
   * @throws PluginError `START_FAILED` at the first that fails; all that were initialised are stopped in reverse.
   *   `LIFECYCLE_ORDER` when called before `initAll` or twice.
   */
  async startAll(): Promise<void> {
    if (this.#phase !== "initialized") throw wrongOrder("startAll()", `when the registry was ${this.#phase}`);
    this.#phase = "started";
    for (const plugin of this.#plugins) await this.#attempt(plugin, "start", () => plugin.start());
  }

  /**
   * Stops each initialised plugin, last registered first. One that fails is logged as a warning and the others are still
   * stopped. A second call does nothing.
   */
  async stopAll(): Promise<void> {
    this.#phase = "stopped";
    const alive = this.#alive.reverse();
    this.#alive = [];
    for (const plugin of alive) {
      try {
        await plugin.stop();
      } catch (error) {
        const { code, message, hint } = lifecycleFailed(plugin.meta.name, "stop", error);
        this.#logger.warn(`${code}: ${message} Cause: ${describeError(error).message} Fix: ${hint}`);
      }
    }
  }

  async #attempt(
    plugin: TetherPlugin,
    method: "initialize" | "start",
    step: () => Promise<void>,
  ): Promise<void> {
    try {
      await step();
    } catch (error) {
      await this.stopAll();
      throw lifecycleError(plugin.meta.name, method, error);
    }
  }
}
