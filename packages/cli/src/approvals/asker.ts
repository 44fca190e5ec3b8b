import type { ScreenSize } from "../text/paginate.ts";

/** Somebody at a terminal who can be asked. */
export interface Asker {
  readonly size: ScreenSize;
  /** Shows text, a line end after it. */
  show(text: string): void;
  /**
   * Asks for one line. What was typed before the question is no answer to it.
   *
   * @returns `undefined` when there is none: the signal aborted, or the terminal has ended.
   */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
}
