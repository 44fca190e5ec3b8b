// From the module, not the global: a test that fakes the global timers must not stop this one.
import { setImmediate } from "node:timers";
import type { CancelTimer, Clock } from "../../deadline/clock.ts";

/** A clock that stands still until it is told to go on. For tests of deadlines and breakers, without waiting. */
export interface ManualClock extends Clock {
  /**
   * Goes on by a number of milliseconds: the timers that are due call back in order of time, and what they set off is
   * awaited before the next one.
   */
  advance(ms: number): Promise<void>;
  /** How many timers are waiting. */
  readonly pending: number;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Creates a clock that begins at 0. */
export function createManualClock(): ManualClock {
  let now = 0;
  let timers: readonly Timer[] = [];

  function nextUntil(end: number): Timer | undefined {
    return timers.filter((timer) => timer.at <= end).toSorted((a, b) => a.at - b.at)[0];
  }

  return {
    now: () => now,
    after(ms, callback): CancelTimer {
      const timer = { at: now + ms, callback };
      timers = [...timers, timer];
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const end = now + ms;
      await settled();
      for (let timer = nextUntil(end); timer; timer = nextUntil(end)) {
        const due = timer;
        timers = timers.filter((other) => other !== due);
        now = due.at;
        due.callback();
        await settled();
      }
      now = end;
    },
    get pending() {
      return timers.length;
    },
  };
}

/** Lets everything that is already under way go as far as it can without time passing. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
