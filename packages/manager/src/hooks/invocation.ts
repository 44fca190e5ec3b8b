import type { PluginError } from "@asky/sdk";
import { pluginFenced, problemOf } from "../errors/lifecycle.ts";
import { followSignal } from "../owners/follow-signal.ts";
import type { EnterPlugin } from "../owners/plugin-owner.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import type { CallbackEntry } from "./call-loop.ts";

/**
 * One call of one callback. When its time is over it is fenced: its signal aborts, and what it still tries through what
 * it was handed is refused.
 */
export class Invocation {
  readonly #entry: CallbackEntry;
  readonly #report: ReportProblem;
  #isFenced = false;
  #controller: AbortController | undefined;
  #signal: AbortSignal | undefined;

  constructor(entry: CallbackEntry, report: ReportProblem) {
    this.#entry = entry;
    this.#report = report;
  }

  /** Runs code of the plugin that this call left for later. */
  get enter(): EnterPlugin | undefined {
    return this.#entry.enter;
  }

  /** A signal that aborts with the outer one, and when this call is fenced. Made only for those who ask. */
  signalWithin(outer: AbortSignal): AbortSignal {
    if (this.#signal) return this.#signal;
    const controller = new AbortController();
    this.#controller = controller;
    if (this.#isFenced) this.#abort();
    this.#signal = this.enter
      ? followSignal(outer, this.enter, controller)
      : AbortSignal.any([outer, controller.signal]);
    return this.#signal;
  }

  fence(): void {
    this.#isFenced = true;
    this.#abort();
  }

  /**
   * Reports what it refuses: nobody may catch the error.
   *
   * @throws PluginError `PLUGIN_FENCED` when the call is fenced.
   */
  assertAlive(action: string): void {
    if (!this.#isFenced) return;
    const error = this.#reason(action);
    this.#report(problemOf(error, "warning", "serve"));
    throw error;
  }

  #abort(): void {
    const abort = (): void => this.#controller?.abort(this.#reason("its signal"));
    if (this.enter) this.enter(abort, true);
    else abort();
  }

  #reason(action: string): PluginError {
    return pluginFenced(this.#entry.plugin, action, "after its deadline");
  }
}
