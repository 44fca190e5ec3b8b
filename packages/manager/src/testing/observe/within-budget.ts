import type { ManualClock } from "../host/manual-clock.ts";
import { afterReal, loopTurn } from "./watch.ts";

/** Longer than any deadline that a host sets by itself. */
const BEYOND_DEADLINES_MS = 60_000;

/** How long some work may take, and the clock of the host that does it. */
export interface Budget {
  /** Real milliseconds. */
  readonly budgetMs: number;
  /** How long to wait before the clock is moved. @defaultValue `budgetMs` */
  readonly patienceMs?: number;
  readonly clock: ManualClock;
}

/**
 * Awaits some work. When it takes longer than the budget, the host's clock goes past every deadline, so that the host ends
 * the wait. Whether it was in time.
 *
 * @param what - the beginning of a sentence, for example "Stopping it".
 * @throws whatever the work throws; Error when not even a deadline ends it.
 */
export async function withinBudget(
  what: string,
  work: () => unknown,
  { budgetMs, patienceMs = budgetMs, clock }: Budget,
): Promise<boolean> {
  let isOver = false;
  const done = (async () => work())().finally(() => {
    isOver = true;
  });
  const isInTime = await isSettledWithin(done, patienceMs);
  if (!isInTime) await endDeadlines(clock, budgetMs, () => isOver);
  if (!isOver) {
    done.catch(() => {});
    throw new Error(`${what} did not end, although its deadline was over.`);
  }
  await done;
  return isInTime;
}

/** One deadline may begin when another has ended, and real work may lie between them. */
async function endDeadlines(clock: ManualClock, budgetMs: number, isOver: () => boolean): Promise<void> {
  let isExpired = false;
  const cancel = afterReal(budgetMs, () => {
    isExpired = true;
  });
  while (!isOver() && !isExpired) {
    await clock.advance(BEYOND_DEADLINES_MS);
    await loopTurn();
  }
  cancel();
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
