import { Breaker } from "../breaker/breaker.ts";
import type { Clock } from "../deadline/clock.ts";
import { EXPIRED, settleWithin } from "../deadline/settle-within.ts";
import { breakerOpened, callbackFailed, callbackTimedOut, settledLate } from "../errors/hook.ts";
import { isThenable } from "../is-thenable.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import { type CallbackEntry, type CallbackList, type CallWatch, SKIPPED } from "./call-loop.ts";
import { isBefore } from "./callback-order.ts";

export type AnyCallback = (value: never, context: never) => unknown;

interface Registered {
  readonly entry: CallbackEntry;
  readonly breaker: Breaker;
  /** What the plugin registered, by which it is found again. */
  readonly original: AnyCallback;
  /** What is called in its place. */
  readonly callback: AnyCallback;
}

/**
 * The callbacks of one point with their breakers, and the list that the loops run over. The list is replaced on every
 * change; while a breaker is open, a function that skips stands in the callback's place, so that the loops pay nothing.
 */
export class Slot implements CallWatch {
  readonly point: string;
  list: CallbackList<AnyCallback> = { callbacks: [], entries: [] };
  readonly #clock: Clock;
  readonly #report: ReportProblem;
  #registered: readonly Registered[] = [];

  constructor(point: string, clock: Clock, report: ReportProblem) {
    this.point = point;
    this.#clock = clock;
    this.#report = report;
  }

  /** Puts a callback in its place: behind those that are equal in priority and name. */
  insert(entry: CallbackEntry, original: AnyCallback, callback: AnyCallback): void {
    const one = { entry, original, callback, breaker: new Breaker(this.#clock) };
    const later = this.#registered.findIndex((other) => isBefore(entry, other.entry));
    this.#replace(this.#registered.toSpliced(later === -1 ? this.#registered.length : later, 0, one));
  }

  remove(entry: CallbackEntry): void {
    this.#replace(this.#registered.filter((one) => one.entry !== entry));
  }

  /** The first registration of a callback. */
  find(original: unknown): CallbackEntry | undefined {
    return this.#registered.find((one) => one.original === original)?.entry;
  }

  failed(entry: CallbackEntry, error: unknown): void {
    this.#report(callbackFailed(entry.plugin, this.point, entry.name, error));
    this.#recordFailure(entry);
  }

  async settle<Value>(entry: CallbackEntry, pending: PromiseLike<Value>): Promise<Value | typeof EXPIRED> {
    const { plugin, name, timeoutMs } = entry;
    const settled = await settleWithin(pending, {
      timeoutMs,
      clock: this.#clock,
      onLate: (outcome) =>
        this.#report(settledLate(plugin, `callback "${name}" on "${this.point}"`, outcome)),
    });
    if (settled !== EXPIRED) return settled;
    entry.fence?.(pending);
    this.#report(callbackTimedOut(plugin, this.point, name, timeoutMs));
    this.#recordFailure(entry);
    return EXPIRED;
  }

  #recordFailure(entry: CallbackEntry): void {
    const one = this.#registered.find((other) => other.entry === entry);
    if (!one?.breaker.recordFailure()) return;
    this.#report(breakerOpened(entry.plugin, `callback "${entry.name}" on "${this.point}"`, entry.isGuard));
    this.#replace(this.#registered);
  }

  #replace(registered: readonly Registered[]): void {
    this.#registered = registered;
    this.list = {
      callbacks: registered.map((one) => (one.breaker.isOpen ? this.#skipping(one) : one.callback)),
      entries: registered.map((one) => one.entry),
    };
  }

  #skipping(one: Registered): AnyCallback {
    const close = (): void => {
      if (one.breaker.recordSuccess()) this.#replace(this.#registered);
    };
    return (value, context) => {
      if (!one.breaker.admits()) return SKIPPED;
      const returned = one.callback(value, context);
      if (!isThenable(returned)) {
        close();
        return returned;
      }
      // A rejection is the loop's to report; here only the good end counts.
      const settled = Promise.resolve(returned);
      settled.then(close, () => {});
      return settled;
    };
  }
}
