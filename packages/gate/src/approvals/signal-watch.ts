import type { Undo } from "@asky/sdk";

/** Listens to each signal once, however many questions hang on it: one turn may have hundreds. */
export class SignalWatch {
  readonly #watched = new Map<AbortSignal, Watched>();

  /** Calls back when the signal aborts; at once when it has. */
  add(signal: AbortSignal, callback: () => void): Undo {
    if (signal.aborted) callback();
    const { callbacks } = this.#watch(signal);
    callbacks.add(callback);
    return () => {
      callbacks.delete(callback);
      if (callbacks.size === 0) this.#leave(signal);
    };
  }

  #watch(signal: AbortSignal): Watched {
    const known = this.#watched.get(signal);
    if (known) return known;
    const callbacks = new Set<() => void>();
    const listener = (): void => {
      for (const callback of [...callbacks]) callback();
    };
    signal.addEventListener("abort", listener, { once: true });
    const watched = { callbacks, listener };
    this.#watched.set(signal, watched);
    return watched;
  }

  #leave(signal: AbortSignal): void {
    const watched = this.#watched.get(signal);
    if (!watched || watched.callbacks.size > 0) return;
    signal.removeEventListener("abort", watched.listener);
    this.#watched.delete(signal);
  }
}

interface Watched {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}
