import type { HostClock } from "@asky/sdk";

/** The time of this process. */
export const systemClock: HostClock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** A moment after which something counts no more. */
export interface Deadline {
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  isOver(): boolean;
}

/**
 * Sets a deadline by the host's clock and by the calendar, whichever is first: a machine that sleeps stops the one, and a
 * calendar that is set back stops the other.
 */
export function createDeadline(clock: HostClock, ms: number): Deadline {
  const end = clock.now() + ms;
  const date = new Date(Date.now() + ms);
  return {
    expiresAt: date.toISOString(),
    isOver: () => clock.now() >= end || Date.now() >= date.getTime(),
  };
}
