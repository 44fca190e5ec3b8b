import { setMaxListeners } from "node:events";

/** The signal of one turn. */
export interface TurnInterrupt {
  readonly signal: AbortSignal;
  abort(reason: Error): void;
  /** To be called when the turn is over. */
  close(): void;
}

/** Signals of the running turns: each follows its caller's, and all abort together. */
export interface Interrupts {
  /** @param chatId - whose turn it is. */
  open(caller: AbortSignal | undefined, chatId: string): TurnInterrupt;
  /** Aborts them, or those of one chat. How many they were. */
  abortAll(reason: Error, chatId?: string): number;
  /** How many turns are running or waiting. */
  readonly count: number;
}

/** Creates the set of signals of one host. Leaves no listener on a caller's signal behind. */
export function createInterrupts(): Interrupts {
  const running = new Map<AbortController, string>();
  return {
    open(caller, chatId) {
      const controller = new AbortController();
      // Plugins and tools of a turn may all listen.
      setMaxListeners(0, controller.signal);
      const follow = (): void => controller.abort(caller?.reason);
      if (caller?.aborted) follow();
      else caller?.addEventListener("abort", follow, { once: true });
      running.set(controller, chatId);
      return {
        signal: controller.signal,
        abort: (reason) => controller.abort(reason),
        close() {
          caller?.removeEventListener("abort", follow);
          running.delete(controller);
        },
      };
    },
    abortAll(reason, chatId) {
      const chosen = [...running].filter(([, chat]) => chatId === undefined || chat === chatId);
      for (const [controller] of chosen) controller.abort(reason);
      return chosen.length;
    },
    get count() {
      return running.size;
    },
  };
}
