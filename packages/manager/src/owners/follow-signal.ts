import type { EnterPlugin } from "./plugin-owner.ts";

/**
 * A signal that aborts when another does, and whose listeners then run as the plugin's code: one that throws would
 * otherwise be the failure of whoever aborted.
 */
export function followSignal(
  outer: AbortSignal,
  enter: EnterPlugin,
  controller: AbortController = new AbortController(),
): AbortSignal {
  const follow = (): void => enter(() => controller.abort(outer.reason));
  // Through a signal of its own: many may follow the same one, and listeners on that one would be counted as a leak.
  if (outer.aborted) follow();
  else AbortSignal.any([outer]).addEventListener("abort", follow, { once: true });
  return controller.signal;
}
