/** Runs what belongs to one session one after the other, and different sessions side by side. */
export interface SessionQueue {
  /** Runs `work` when everything that was queued for that session before has settled. */
  run<Result>(sessionId: string, work: () => Promise<Result>): Promise<Result>;
  /** Whether something of that session is running or waiting. */
  isBusy(sessionId: string): boolean;
  /** Resolves when nothing is running or waiting. Never rejects. */
  idle(): Promise<void>;
}

/** Creates a queue per session, for as long as there is something in it. */
export function createSessionQueue(): SessionQueue {
  const tails = new Map<string, Promise<void>>();
  return {
    run(sessionId, work) {
      const before = tails.get(sessionId) ?? Promise.resolve();
      const result = before.then(async () => {
        try {
          return await work();
        } finally {
          // Whoever hears that the last piece is over finds nothing in its way.
          if (tails.get(sessionId) === tail) tails.delete(sessionId);
        }
      });
      // Tails never reject: whoever queued a piece of work hears of its failure.
      const tail: Promise<void> = result.then(
        () => {},
        () => {},
      );
      tails.set(sessionId, tail);
      return result;
    },
    isBusy: (sessionId) => tails.has(sessionId),
    async idle() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}
