let last: Promise<unknown> = Promise.resolve();

/**
 * Does one change of a file after the other, whatever the file and the turn: between reading a file and writing it again,
 * no other change of this process comes in. Names do not tell files apart, since links give them several.
 *
 * @throws the signal's reason when it aborts before its turn comes; whatever the work throws.
 */
export function oneAtATime<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  const mine = last.then(() => {
    signal.throwIfAborted();
    return work();
  });
  // The next one waits for the end of this one, however it ends.
  last = mine.catch(() => {});
  return mine;
}
