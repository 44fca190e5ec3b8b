import type { HookTarget } from "../context/scoped-hooks.ts";
import { hooksFrozen } from "../errors/hook.ts";
import type { HostHookRegistry } from "../hooks/hook-registry.ts";
import { LastingEffects } from "./lasting-effects.ts";

/** Where plugins register that outlive a generation: during the first one only, and their callbacks are in each. */
export interface LastingHooks extends HookTarget {
  attach(registry: HostHookRegistry): void;
  forget(registry: HostHookRegistry): void;
}

/** Creates the lasting part of the hooks, without a registry. */
export function createLastingHooks(): LastingHooks {
  const effects = new LastingEffects<HostHookRegistry>();

  const add: HookTarget["add"] = (point, callback, options, owner) => {
    // The plugin's own object may say something else by the next generation.
    const given = typeof options === "object" && options !== null ? { ...options } : options;
    const { first, remove } = effects.add((registry) => registry.add(point, callback, given, owner));
    // Every generation is over.
    if (!first) throw hooksFrozen(owner.plugin, point);
    const { plugin, priority, name } = first;
    return Object.freeze({ plugin, priority, name, remove });
  };

  return Object.freeze({
    add,
    get isFrozen() {
      // A later registry is open for its own plugins only.
      return effects.targets[0]?.isFrozen ?? true;
    },
    attach: (registry: HostHookRegistry) => effects.attach(registry),
    forget: (registry: HostHookRegistry) => effects.forget(registry),
  });
}
