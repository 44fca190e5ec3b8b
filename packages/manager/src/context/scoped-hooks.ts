import type { HookCallback, HookOptions, HookPoint, PluginHooks, Undo } from "@asky/sdk";
import { hooksFrozen } from "../errors/hook.ts";
import type { HostHookRegistry } from "../hooks/hook-registry.ts";
import type { PluginScope } from "./plugin-scope.ts";

/** What callbacks are added to: a registry, or all registries that a plugin outlives. */
export type HookTarget = Pick<HostHookRegistry, "add" | "isFrozen">;

/**
 * The registry as one plugin sees it: what it registers carries its name, what it unregisters is its own, and it can
 * neither call callbacks nor freeze.
 */
export function scopeHooks(registry: HookTarget, scope: PluginScope): PluginHooks {
  const own: { readonly point: HookPoint; readonly callback: unknown; readonly undo: Undo }[] = [];

  function register<Point extends HookPoint>(
    point: Point,
    callback: HookCallback<Point>,
    options?: number | HookOptions,
  ): Undo {
    scope.assertAlive("hooks.register()");
    const { priority, name, remove } = registry.add(point, callback, options, scope);
    const seen = { point, priority, callback: name };
    scope.obtained.hooks.add(seen);
    const undo = scope.own(() => {
      // Callbacks are fixed while the plugin is at work; only its end takes them out.
      if (registry.isFrozen && scope.isOpen) throw hooksFrozen(scope.plugin, point);
      remove();
      scope.obtained.hooks.delete(seen);
    });
    own.push({ point, callback, undo });
    return undo;
  }

  return Object.freeze({
    register,
    unregister<Point extends HookPoint>(point: Point, callback: HookCallback<Point>) {
      const index = own.findIndex((one) => one.point === point && one.callback === callback);
      if (registry.isFrozen && scope.isOpen) throw hooksFrozen(scope.plugin, point);
      own.splice(index, index === -1 ? 0 : 1)[0]?.undo();
    },
    get isFrozen() {
      return registry.isFrozen;
    },
  });
}
