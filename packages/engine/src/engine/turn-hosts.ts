import { setMaxListeners } from "node:events";
import { createGate, type Policy } from "@asky/gate";
import type { Generations, PluginManager } from "@asky/manager";
import type { Problem } from "@asky/sdk";
import type { TurnHost } from "../turn/turn-host.ts";
import type { EngineSettings } from "./engine-options.ts";
import type { HostParts } from "./host-parts.ts";

/** A turn's hold on one generation of plugins. */
export interface TurnLease {
  readonly host: TurnHost;
  /** Aborts when the generation is stopped although the turn still holds it. */
  readonly signal: AbortSignal;
  release(): void;
}

/** What turn hosts are made of. */
export interface TurnHostParts {
  readonly generations: Generations;
  readonly parts: HostParts;
  readonly settings: EngineSettings;
  readonly report: (problem: Problem) => void;
}

/** Gives each turn the generation that is current when it begins, with a gate for that generation's hooks. */
export function createTurnHosts({ generations, parts, settings, report }: TurnHostParts): () => TurnLease {
  const hosts = new WeakMap<PluginManager, { readonly policy: Policy; readonly host: TurnHost }>();

  function hostOf(manager: PluginManager): TurnHost {
    const { audit, approvals, policy, config, ledger, model, builtInTools } = parts;
    const known = hosts.get(manager);
    // The operator's policy holds from the next turn on, also when the plugins of a reload could not take over.
    if (known?.policy === policy) return known.host;
    const { hookRegistry: hooks, eventBus } = manager;
    const host: TurnHost = Object.freeze({
      hooks,
      eventBus,
      gate: createGate({ hooks, eventBus, policy, configDir: settings.configDir, audit, approvals, report }),
      builtInTools,
      model,
      modelName: model.name,
      config,
      clock: settings.clock,
      ledger,
      report,
      toolRenames: (plugin: string) => manager.toolRenames(plugin),
    });
    hosts.set(manager, { policy, host });
    return host;
  }

  return () => {
    const lease = generations.acquire();
    // Every turn of a generation listens.
    setMaxListeners(0, lease.signal);
    return { host: hostOf(lease.manager), signal: lease.signal, release: () => lease.release() };
  };
}
