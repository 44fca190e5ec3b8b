// The loops that call plugins, and nothing else. They run synchronously until a callback returns a promise; only then
// does the rest continue in an async function, so that an invocation without promises costs no promise.

import { EXPIRED } from "../deadline/settle-within.ts";
import { isThenable } from "../is-thenable.ts";
import type { EnterPlugin } from "../owners/plugin-owner.ts";

/** A callback with whom to blame for it. */
export interface CallbackEntry {
  readonly plugin: string;
  readonly priority: number;
  readonly name: string;
  /** How long a promise of it may take, in milliseconds; 0 means for ever. */
  readonly timeoutMs: number;
  /** Whether what it cannot judge is denied. */
  readonly isGuard: boolean;
  /** Calls the plugin's code so that what comes of it later has an owner; `undefined` where nobody asks for that. */
  readonly enter?: EnterPlugin | undefined;
  /** Fences the call that returned this promise. */
  readonly fence?: ((pending: object) => void) | undefined;
}

/**
 * The callbacks of one point, in order. Both arrays are replaced, never changed: a running loop keeps the ones it began
 * with. They are private and deliberately not frozen, which would slow the loop down.
 */
export interface CallbackList<Callback> {
  readonly callbacks: readonly Callback[];
  readonly entries: readonly CallbackEntry[];
}

/** What the loops tell and ask the registry. */
export interface CallWatch {
  failed(entry: CallbackEntry, error: unknown): void;
  /** Awaits what a callback returned, within its deadline. Rejects when it did; resolves to `EXPIRED` in time's stead. */
  settle<Value>(entry: CallbackEntry, pending: PromiseLike<Value>): Promise<Value | typeof EXPIRED>;
}

/** What a callback returns that was not really called, since its breaker is open. */
export const SKIPPED: unique symbol = Symbol("skipped");

/** What becomes of a call. One of them is called, once. */
interface CallEnds {
  failed(error: unknown): void;
  expired(): void;
  skipped(): void;
}

/** What one callback is handed, and what becomes of it. */
export interface CallView<Payload> extends CallEnds {
  readonly payload: Payload;
  succeeded(): void;
}

/** Hands every callback the same payload. */
export function callAll<Payload>(
  list: CallbackList<(payload: Payload) => unknown>,
  payload: Payload,
  watch: CallWatch,
): void | Promise<void> {
  const { callbacks, entries } = list;
  for (let index = 0; index < callbacks.length; index++) {
    // Called as a plain function: the array must not reach the callback as `this`.
    const callback = callbacks[index] as (payload: Payload) => unknown;
    try {
      const returned = callback(payload);
      if (returned !== undefined && isThenable(returned)) {
        return continueAll(list, index, returned, payload, watch);
      }
    } catch (error) {
      watch.failed(entries[index] as CallbackEntry, error);
    }
  }
}

async function continueAll<Payload>(
  { callbacks, entries }: CallbackList<(payload: Payload) => unknown>,
  from: number,
  pending: PromiseLike<unknown>,
  payload: Payload,
  watch: CallWatch,
): Promise<void> {
  for (let index = from; index < callbacks.length; index++) {
    const callback = callbacks[index] as (payload: Payload) => unknown;
    const entry = entries[index] as CallbackEntry;
    try {
      const returned = index === from ? pending : callback(payload);
      if (isThenable(returned)) await watch.settle(entry, returned);
    } catch (error) {
      watch.failed(entry, error);
    }
  }
}

/** Gives every callback a view of its own. Faults of `open` and of a view's ends are the host's and propagate. */
export function callEach<Payload>(
  list: CallbackList<(payload: Payload) => unknown>,
  open: (entry: CallbackEntry) => CallView<Payload>,
  watch: CallWatch,
): void | Promise<void> {
  const { callbacks, entries } = list;
  for (let index = 0; index < callbacks.length; index++) {
    const entry = entries[index] as CallbackEntry;
    const view = open(entry);
    const end = attempt(callbacks[index] as (payload: Payload) => unknown, view, entry, watch);
    if (typeof end !== "function") return continueEach(list, index, end, open, watch);
    end();
  }
}

async function continueEach<Payload>(
  { callbacks, entries }: CallbackList<(payload: Payload) => unknown>,
  from: number,
  pending: Promise<() => void>,
  open: (entry: CallbackEntry) => CallView<Payload>,
  watch: CallWatch,
): Promise<void> {
  const endFirst = await pending;
  endFirst();
  for (let index = from + 1; index < callbacks.length; index++) {
    const entry = entries[index] as CallbackEntry;
    const callback = callbacks[index] as (payload: Payload) => unknown;
    const end = await attempt(callback, open(entry), entry, watch);
    end();
  }
}

/** Calls one callback, and says which end its view has come to: at once, or as a promise when it returned one. */
function attempt<Payload>(
  callback: (payload: Payload) => unknown,
  view: CallView<Payload>,
  entry: CallbackEntry,
  watch: CallWatch,
): (() => void) | Promise<() => void> {
  try {
    const returned = callback(view.payload);
    if (returned === SKIPPED) return () => view.skipped();
    if (returned === undefined || !isThenable(returned)) return () => view.succeeded();
    return settleView(returned, view, entry, watch);
  } catch (error) {
    watch.failed(entry, error);
    return () => view.failed(error);
  }
}

async function settleView<Payload>(
  pending: PromiseLike<unknown>,
  view: CallView<Payload>,
  entry: CallbackEntry,
  watch: CallWatch,
): Promise<() => void> {
  try {
    const settled = await watch.settle(entry, pending);
    return settled === EXPIRED ? () => view.expired() : () => view.succeeded();
  } catch (error) {
    watch.failed(entry, error);
    return () => view.failed(error);
  }
}

/** What one link of a chain is handed besides the value, and what becomes of it. */
export interface ChainView<Value, Context> extends CallEnds {
  readonly context: Context;
  /** Whether what it returned may be the next value. Not asked about `undefined`, which leaves the value. */
  accept(returned: unknown): returned is Value;
  /** It left the value as it was, or changed it. */
  succeeded(value: Value): void;
}

/** Passes a value through the callbacks. */
export function callChain<Value, Context>(
  list: CallbackList<(value: Value, context: Context) => unknown>,
  value: Value,
  open: (entry: CallbackEntry, value: Value) => ChainView<Value, Context>,
  watch: CallWatch,
): Value | Promise<Value> {
  const { callbacks, entries } = list;
  let current = value;
  for (let index = 0; index < callbacks.length; index++) {
    const callback = callbacks[index] as (value: Value, context: Context) => unknown;
    const entry = entries[index] as CallbackEntry;
    const view = open(entry, current);
    try {
      const returned = callback(current, view.context);
      if (returned !== undefined && isThenable(returned)) {
        return continueChain(list, index, returned, view, current, open, watch);
      }
      current = endLink(view, returned, current);
    } catch (error) {
      watch.failed(entry, error);
      view.failed(error);
    }
  }
  return current;
}

async function continueChain<Value, Context>(
  { callbacks, entries }: CallbackList<(value: Value, context: Context) => unknown>,
  from: number,
  pending: PromiseLike<unknown>,
  firstView: ChainView<Value, Context>,
  value: Value,
  open: (entry: CallbackEntry, value: Value) => ChainView<Value, Context>,
  watch: CallWatch,
): Promise<Value> {
  let current = value;
  for (let index = from; index < callbacks.length; index++) {
    const callback = callbacks[index] as (value: Value, context: Context) => unknown;
    const entry = entries[index] as CallbackEntry;
    const view = index === from ? firstView : open(entry, current);
    try {
      const outcome = index === from ? pending : callback(current, view.context);
      const returned = isThenable(outcome) ? await watch.settle(entry, outcome) : outcome;
      current = endLink(view, returned, current);
    } catch (error) {
      watch.failed(entry, error);
      view.failed(error);
    }
  }
  return current;
}

/** What a link's outcome makes of the value. */
function endLink<Value, Context>(view: ChainView<Value, Context>, returned: unknown, value: Value): Value {
  if (returned === SKIPPED) {
    view.skipped();
    return value;
  }
  if (returned === EXPIRED) {
    view.expired();
    return value;
  }
  const next = returned !== undefined && view.accept(returned) ? returned : value;
  view.succeeded(next);
  return next;
}
