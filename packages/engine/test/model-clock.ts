/** As long as a model may be silent in these tests; waits between attempts are shorter. */
export const SILENCE_MS = 120_000;

/** A clock in which waits between attempts are over at once, and silence lasts until a test says so. */
export class ModelClock {
  /** The waits between attempts so far, in milliseconds. */
  readonly waits: number[] = [];
  #isSilent = false;
  #pending: (() => void) | undefined;

  now(): number {
    return 0;
  }

  after(ms: number, callback: () => void): () => void {
    if (ms < SILENCE_MS) {
      this.waits.push(ms);
      queueMicrotask(callback);
      return () => {};
    }
    this.#pending = callback;
    if (this.#isSilent) queueMicrotask(callback);
    return () => {
      if (this.#pending === callback) this.#pending = undefined;
    };
  }

  /** The time that a model may be silent for passes, now or as soon as it is waited for. */
  expire(): void {
    this.#isSilent = true;
    this.#pending?.();
  }
}
