import type { CancelTimer, Clock } from "@asky/manager";

/** Aborts a call when nothing has been heard for some time. */
export class SilenceWatch {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #controller = new AbortController();
  #cancel: CancelTimer = () => {};
  #when = "";

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** When it was silent for too long, to complete "was silent …"; `undefined` while it was not. */
  get expired(): string | undefined {
    return this.signal.aborted ? this.#when : undefined;
  }

  /** Something was heard, or is waited for from now on. */
  restart(when: string): void {
    this.#cancel();
    this.#when = when;
    this.#cancel = this.#clock.after(this.#ms, () => this.#controller.abort());
  }

  stop(): void {
    this.#cancel();
  }
}
