import { AsyncLocalStorage } from "node:async_hooks";

/** How a failure that nobody caught came up; the names are Node's events. */
export type StrayKind = "uncaughtException" | "unhandledRejection";

/** Whose frame it is, as those see it who find themselves in one. */
export interface FrameOwner {
  readonly plugin: string;
  /** A number of its own among all owners, from 1. */
  readonly index: number;
  readonly leftovers: { add(kind: string, resource: object): void };
  /** Takes note of a failure that nobody caught. */
  strayed(kind: StrayKind, error: unknown): void;
  /** Takes note of an attempt to end the process; what it returns is to be thrown. */
  refuseExit(): Error;
  /** Takes note of too much text on a standard stream. */
  flooded(stream: string): void;
}

/** One call of a plugin's code, with whatever comes of it later: timers, promises, callbacks. */
export interface Frame {
  readonly owner: FrameOwner;
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
