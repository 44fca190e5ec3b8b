import type { Clock } from "../deadline/clock.ts";

/** So many failures within so long open the breaker; after a while one call may try again. Milliseconds. */
export const BREAKER_RULE: {
  readonly failures: number;
  readonly windowMs: number;
  readonly retryAfterMs: number;
} = { failures: 3, windowMs: 5 * 60_000, retryAfterMs: 60_000 };

/**
 * Judges one callback by its failures: closed, it is called; open, it is skipped; after a minute one call is let through,
 * and its outcome decides. Knows nothing of callbacks.
 */
export class Breaker {
  readonly #clock: Clock;
  #failures: number[] = [];
  #retryAt: number | undefined;
  #isTrying = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.#retryAt !== undefined;
  }

  /** Whether a call may go through now. An open breaker lets one through when its time has come. */
  admits(): boolean {
    if (this.#retryAt === undefined) return true;
    if (this.#isTrying || this.#clock.now() < this.#retryAt) return false;
    this.#isTrying = true;
    return true;
  }

  /** Takes note of a failure. Whether it has opened the breaker, or kept it open after a trial. */
  recordFailure(): boolean {
    const now = this.#clock.now();
    const wasTrying = this.#isTrying;
    this.#isTrying = false;
    if (this.isOpen && !wasTrying) return false;
    this.#failures = [...this.#failures.filter((at) => now - at < BREAKER_RULE.windowMs), now];
    if (!wasTrying && this.#failures.length < BREAKER_RULE.failures) return false;
    this.#retryAt = now + BREAKER_RULE.retryAfterMs;
    return true;
  }

  /** Takes note of a trial that went well: the breaker closes and forgets. Whether there was one to close. */
  recordSuccess(): boolean {
    if (!this.#isTrying) return false;
    this.#failures = [];
    this.#retryAt = undefined;
    this.#isTrying = false;
    return true;
  }
}
