import {
  type AskyPlugin,
  isStandardSchema,
  type PluginContract,
  type StandardSchema,
  type TetherPlugin,
} from "@asky/sdk";
import type { ManagedPlugin } from "./managed-plugin.ts";

/** Asky: activate is init, there is no start, deactivate is stop. */
export function adaptAsky(plugin: AskyPlugin): ManagedPlugin {
  return {
    contract: "asky",
    instance: plugin,
    configSchema: schemaOf(plugin),
    init: { method: "activate", run: ({ asky }) => plugin.activate(asky) },
    stop: { method: "deactivate", run: () => plugin.deactivate?.() },
  };
}

/** Tether: initialize, start and stop, one to one. A plugin without background work may leave out the last two. */
export function adaptTether(plugin: TetherPlugin): ManagedPlugin {
  const hasStart = typeof plugin.start === "function";
  const hasStop = typeof plugin.stop === "function";
  return {
    contract: "tether",
    instance: plugin,
    configSchema: schemaOf(plugin),
    init: { method: "initialize", run: ({ tether }) => plugin.initialize(tether) },
    ...(hasStart && { start: { method: "start", run: () => plugin.start() } }),
    stop: { method: "stop", run: () => (hasStop ? plugin.stop() : undefined) },
  };
}

/** The managed form of a plugin that was recognised as following a contract. */
export function adaptPlugin(plugin: AskyPlugin | TetherPlugin, contract: PluginContract): ManagedPlugin {
  return contract === "asky" ? adaptAsky(plugin as AskyPlugin) : adaptTether(plugin as TetherPlugin);
}

function schemaOf(plugin: { readonly configSchema?: unknown }): StandardSchema | undefined {
  return isStandardSchema(plugin.configSchema) ? plugin.configSchema : undefined;
}
