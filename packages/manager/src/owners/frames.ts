import { AsyncLocalStorage } from "node:async_hooks";
import type { PluginOwner } from "./plugin-owner.ts";

/** One call of a plugin's code, with whatever comes of it later: timers, promises, callbacks. */
export interface Frame {
  readonly owner: PluginOwner;
  /** Whether its deadline is over: what it still tries through the plugin's context is refused. */
  isFenced: boolean;
}

/** Notes whose code runs at this moment; a watchdog reads it from another thread. */
export interface Pulse {
  /** Takes note of an owner and returns the one before, to be put back. */
  swap(ownerIndex: number): number;
}

/** Knows in which frame the code that asks was begun. Costs nothing until the first frame is opened. */
export class Frames {
  readonly #storage = new AsyncLocalStorage<Frame | undefined>();
  /** Set while a watchdog is on. */
  pulse: Pulse | undefined;

  get current(): Frame | undefined {
    return this.#storage.getStore();
  }

  /** Runs code in a frame; without one, as the host's own. */
  run<Result>(frame: Frame | undefined, code: () => Result): Result {
    const { pulse } = this;
    if (!pulse) return this.#storage.run(frame, code);
    const before = pulse.swap(frame?.owner.index ?? 0);
    try {
      return this.#storage.run(frame, code);
    } finally {
      pulse.swap(before);
    }
  }
}
