import type { Clock } from "./clock.ts";

/** How long something of a plugin may take when nobody says otherwise, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** A deadline for one call. */
export interface Deadline {
  /** Milliseconds; 0 means none. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Told when the call settles after all; its result has been discarded by then. */
  readonly onLate: (outcome: { readonly rejectedWith?: unknown }) => void;
}

/** What stands for the result of a call that did not settle in time. */
export const EXPIRED: unique symbol = Symbol("expired");

/**
 * Awaits a promise for a limited time. Resolves to {@link EXPIRED} when the time is over; a rejection in time rejects,
 * one afterwards has an owner too and is no unhandled rejection.
 */
export function settleWithin<Value>(
  pending: PromiseLike<Value>,
  { timeoutMs, clock, onLate }: Deadline,
): Promise<Value | typeof EXPIRED> {
  if (timeoutMs === 0) return Promise.resolve(pending);
  return new Promise((resolve, reject) => {
    let isLate = false;
    const cancel = clock.after(timeoutMs, () => {
      isLate = true;
      resolve(EXPIRED);
    });
    // Through a promise of our own: a foreign `then` may throw, or call back more than once.
    Promise.resolve(pending).then(
      (value) => {
        if (isLate) return onLate({});
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        if (isLate) return onLate({ rejectedWith: error });
        cancel();
        reject(error);
      },
    );
  });
}
