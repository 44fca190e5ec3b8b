import { pluginFenced } from "../errors/lifecycle.ts";

/**
 * One call of one callback. When its time is over it is fenced: its signal aborts, and what it still tries through what
 * it was handed is refused.
 */
export class Invocation {
  readonly #plugin: string;
  #isFenced = false;
  #controller: AbortController | undefined;

  constructor(plugin: string) {
    this.#plugin = plugin;
  }

  get isFenced(): boolean {
    return this.#isFenced;
  }

  /** A signal that aborts with the outer one, and when this call is fenced. Made only for those who ask. */
  signalWithin(outer: AbortSignal): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isFenced) this.#controller.abort(this.#reason("its signal"));
    return AbortSignal.any([outer, this.#controller.signal]);
  }

  fence(): void {
    this.#isFenced = true;
    this.#controller?.abort(this.#reason("its signal"));
  }

  /** @throws PluginError `PLUGIN_FENCED` when the call is fenced. */
  assertAlive(action: string): void {
    if (this.#isFenced) throw this.#reason(action);
  }

  #reason(action: string): Error {
    return pluginFenced(this.#plugin, action, "after its deadline");
  }
}
