/** One look at the watched thread. */
export interface Look {
  /** Milliseconds since some moment. */
  readonly at: number;
  /** Whose code ran at that moment: an owner's index, or 0. */
  readonly running: number;
}

/** Whose code holds the thread. */
export interface Holder {
  readonly index: number;
  /** From when it was first met to when it was last met. */
  readonly heldMs: number;
}

/** A loop of promises is met between two of its steps now and then; less than this is chance. */
const LEAST_SHARE = 0.25;

/** On a busy machine both threads may wait for their turn; a few looks are not enough to blame anybody. */
const LEAST_LOOKS = 4;

/** Adds up looks at a thread that stands still. Knows nothing of threads and clocks. */
export class StallJudge {
  readonly #windowMs: number;
  readonly #met = new Map<number, { readonly firstAt: number; lastAt: number }>();
  #recent: readonly Look[] = [];

  /** @param windowMs - whoever is met most often in so long counts as the one that holds the thread. */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Takes note of a look. Who holds the thread by now; `undefined` when it is the host's own code. */
  judge(look: Look): Holder | undefined {
    const { at, running } = look;
    this.#recent = [...this.#recent.filter((other) => at - other.at <= this.#windowMs), look];
    if (running !== 0) this.#met.set(running, { firstAt: this.#met.get(running)?.firstAt ?? at, lastAt: at });
    const index = this.#mostMet();
    return index === undefined ? undefined : { index, heldMs: this.heldBy(index) };
  }

  heldBy(index: number): number {
    const { firstAt = 0, lastAt = 0 } = this.#met.get(index) ?? {};
    return lastAt - firstAt;
  }

  /** The thread moves again. */
  reset(): void {
    this.#met.clear();
    this.#recent = [];
  }

  #mostMet(): number | undefined {
    const counts = new Map<number, number>();
    for (const { running } of this.#recent) counts.set(running, (counts.get(running) ?? 0) + 1);
    counts.delete(0);
    const [most] = [...counts].sort(([, a], [, b]) => b - a);
    if (!most || most[1] < LEAST_LOOKS) return undefined;
    return most[1] >= this.#recent.length * LEAST_SHARE ? most[0] : undefined;
  }
}
