import { pluginFenced } from "../errors/lifecycle.ts";
import { followSignal } from "../owners/follow-signal.ts";
import type { EnterPlugin } from "../owners/plugin-owner.ts";

/**
 * One call of one callback. When its time is over it is fenced: its signal aborts, and what it still tries through what
 * it was handed is refused.
 */
export class Invocation {
  readonly #plugin: string;
  /** Runs code of the plugin that this call left for later. */
  readonly enter: EnterPlugin | undefined;
  #isFenced = false;
  #controller: AbortController | undefined;
  #signal: AbortSignal | undefined;

  constructor(plugin: string, enter: EnterPlugin | undefined) {
    this.#plugin = plugin;
    this.enter = enter;
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

  /** @throws PluginError `PLUGIN_FENCED` when the call is fenced. */
  assertAlive(action: string): void {
    if (this.#isFenced) throw this.#reason(action);
  }

  #abort(): void {
    const abort = (): void => this.#controller?.abort(this.#reason("its signal"));
    if (this.enter) this.enter(abort, true);
    else abort();
  }

  #reason(action: string): Error {
    return pluginFenced(this.#plugin, action, "after its deadline");
  }
}
