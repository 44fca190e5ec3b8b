import type { AskyPlugin, PluginContract, StandardSchema, TetherPlugin } from "@asky/sdk";
import type { PluginContexts } from "../context/create-context.ts";
import type { LifecycleMethod } from "../errors/lifecycle.ts";

/** One step of a plugin's life: what the contract calls it, and how to take it. */
export interface LifecycleStep<Args extends readonly unknown[]> {
  readonly method: LifecycleMethod;
  run(...args: Args): unknown;
}

/** The one shape that the manager works on, whichever contract a plugin follows. */
export interface ManagedPlugin {
  readonly contract: PluginContract;
  readonly instance: AskyPlugin | TetherPlugin;
  readonly configSchema: StandardSchema | undefined;
  readonly init: LifecycleStep<[contexts: PluginContexts]>;
  /** Left out when the contract has no such step. */
  readonly start?: LifecycleStep<[]>;
  readonly stop: LifecycleStep<[]>;
}
