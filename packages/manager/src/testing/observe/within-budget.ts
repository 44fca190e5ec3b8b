import type { ManualClock } from "../host/manual-clock.ts";
import { afterReal } from "./watch.ts";

/** Longer than any deadline that a host sets by itself. */
const BEYOND_DEADLINES_MS = 60_000;

/** How many things may hang one after the other. */
const MAX_ROUNDS = 10;

/** How long some work may take, and the clock of the host that does it. */
export interface Budget {
  /** Real milliseconds. */
  readonly budgetMs: number;
  readonly clock: ManualClock;
}

/**
 * Awaits some work. Whenever the budget is over, the host's clock goes past every deadline, so that what hangs is cut off
 * and the rest goes on. Whether it was over within the first budget.
 *
 * @param what - the beginning of a sentence, for example "Stopping it".
 * @throws whatever the work throws; Error when not even deadlines end it.
 */
export async function withinBudget(
  what: string,
  work: () => unknown,
  { budgetMs, clock }: Budget,
): Promise<boolean> {
  const done = (async () => work())();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (await isSettledWithin(done, budgetMs)) {
      await done;
      return round === 0;
    }
    await clock.advance(BEYOND_DEADLINES_MS);
  }
  done.catch(() => {});
  throw new Error(`${what} did not end, although its deadline was over.`);
}

async function isSettledWithin(done: Promise<unknown>, budgetMs: number): Promise<boolean> {
  let cancel = (): void => {};
  const expired = new Promise<false>((resolve) => {
    cancel = afterReal(budgetMs, () => resolve(false));
  });
  const settled = done.then(
    () => true,
    () => true,
  );
  const isInTime = await Promise.race([settled, expired]);
  cancel();
  return isInTime;
}
