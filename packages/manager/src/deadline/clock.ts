/** Where deadlines take the time from. Hosts' tests put in one that stands still. */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Calls back once, after a number of milliseconds. Keeps the process alive until then. */
  after(ms: number, callback: () => void): CancelTimer;
}

/** Takes back a timer; afterwards it does nothing. */
export type CancelTimer = () => void;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
