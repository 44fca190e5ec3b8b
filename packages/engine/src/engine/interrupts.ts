/** The signal of one turn. */
export interface TurnInterrupt {
  readonly signal: AbortSignal;
  abort(reason: Error): void;
  /** To be called when the turn is over. */
  close(): void;
}

/** Signals of the running turns: each follows its caller's, and all abort together. */
export interface Interrupts {
  open(caller: AbortSignal | undefined): TurnInterrupt;
  abortAll(reason: Error): void;
  /** How many turns are running or waiting. */
  readonly count: number;
}

/** Creates the set of signals of one host. Leaves no listener on a caller's signal behind. */
export function createInterrupts(): Interrupts {
  const running = new Set<AbortController>();
  return {
    open(caller) {
      const controller = new AbortController();
      const follow = (): void => controller.abort(caller?.reason);
      if (caller?.aborted) follow();
      else caller?.addEventListener("abort", follow, { once: true });
      running.add(controller);
      return {
        signal: controller.signal,
        abort: (reason) => controller.abort(reason),
        close() {
          caller?.removeEventListener("abort", follow);
          running.delete(controller);
        },
      };
    },
    abortAll(reason) {
      for (const controller of running) controller.abort(reason);
    },
    get count() {
      return running.size;
    },
  };
}
