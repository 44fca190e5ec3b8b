// The loops that call plugins, and nothing else. They run synchronously until a callback returns a promise; only then
// does the rest continue in an async function, so that an invocation without promises costs no promise.

import { isThenable } from "../is-thenable.ts";

/** A callback with whom to blame for it. */
export interface CallbackEntry {
  readonly plugin: string;
  readonly priority: number;
  readonly name: string;
}

/**
 * The callbacks of one point, in order. Both arrays are replaced, never changed: a running loop keeps the ones it began
 * with. They are private and deliberately not frozen, which would slow the loop down.
 */
export interface CallbackList<Callback> {
  readonly callbacks: readonly Callback[];
  readonly entries: readonly CallbackEntry[];
}

type OnFault = (entry: CallbackEntry, error: unknown) => void;

/** Hands every callback the same payload. */
export function callAll<Payload>(
  list: CallbackList<(payload: Payload) => unknown>,
  payload: Payload,
  onFault: OnFault,
): void | Promise<void> {
  const { callbacks, entries } = list;
  for (let index = 0; index < callbacks.length; index++) {
    // Called as a plain function: the array must not reach the callback as `this`.
    const callback = callbacks[index] as (payload: Payload) => unknown;
    try {
      const returned = callback(payload);
      if (returned !== undefined && isThenable(returned)) {
        return continueAll(callbacks, entries, index, returned, payload, onFault);
      }
    } catch (error) {
      onFault(entries[index] as CallbackEntry, error);
    }
  }
}

async function continueAll<Payload>(
  callbacks: readonly ((payload: Payload) => unknown)[],
  entries: readonly CallbackEntry[],
  from: number,
  pending: PromiseLike<unknown>,
  payload: Payload,
  onFault: OnFault,
): Promise<void> {
  for (let index = from; index < callbacks.length; index++) {
    const callback = callbacks[index] as (payload: Payload) => unknown;
    try {
      const returned = index === from ? pending : callback(payload);
      if (returned !== undefined && isThenable(returned)) await returned;
    } catch (error) {
      onFault(entries[index] as CallbackEntry, error);
    }
  }
}

/** One callback's view: what it is handed, and how it is read back when it succeeded. */
export interface OpenView<Payload> {
  readonly payload: Payload;
  readBack(): void;
}

/** Gives every callback a view of its own. Faults of `open` and `readBack` are the host's and propagate. */
export function callEach<Payload>(
  list: CallbackList<(payload: Payload) => unknown>,
  open: (entry: CallbackEntry) => OpenView<Payload>,
  onFault: OnFault,
): void | Promise<void> {
  const { callbacks, entries } = list;
  for (let index = 0; index < callbacks.length; index++) {
    const entry = entries[index] as CallbackEntry;
    const view = open(entry);
    const outcome = attempt(callbacks[index] as (payload: Payload) => unknown, view.payload, entry, onFault);
    if (typeof outcome !== "boolean") {
      return continueEach(callbacks, entries, index, view, outcome, open, onFault);
    }
    if (outcome) view.readBack();
  }
}

async function continueEach<Payload>(
  callbacks: readonly ((payload: Payload) => unknown)[],
  entries: readonly CallbackEntry[],
  from: number,
  firstView: OpenView<Payload>,
  firstOutcome: Promise<boolean>,
  open: (entry: CallbackEntry) => OpenView<Payload>,
  onFault: OnFault,
): Promise<void> {
  if (await firstOutcome) firstView.readBack();
  for (let index = from + 1; index < callbacks.length; index++) {
    const entry = entries[index] as CallbackEntry;
    const view = open(entry);
    const callback = callbacks[index] as (payload: Payload) => unknown;
    if (await attempt(callback, view.payload, entry, onFault)) view.readBack();
  }
}

/** Calls one callback. Whether it succeeded: at once, or as a promise when it returned one. */
function attempt<Payload>(
  callback: (payload: Payload) => unknown,
  payload: Payload,
  entry: CallbackEntry,
  onFault: OnFault,
): boolean | Promise<boolean> {
  try {
    const returned = callback(payload);
    if (returned === undefined || !isThenable(returned)) return true;
    return settle(returned, entry, onFault);
  } catch (error) {
    onFault(entry, error);
    return false;
  }
}

async function settle(
  pending: PromiseLike<unknown>,
  entry: CallbackEntry,
  onFault: OnFault,
): Promise<boolean> {
  try {
    await pending;
    return true;
  } catch (error) {
    onFault(entry, error);
    return false;
  }
}

/**
 * Passes a value through the callbacks. `accept` says whether what one returned may be the next value; it is not asked
 * about `undefined`, which leaves the value.
 */
export function callChain<Value, Context>(
  list: CallbackList<(value: Value, context: Context) => unknown>,
  value: Value,
  context: Context,
  accept: (entry: CallbackEntry, returned: unknown) => returned is Value,
  onFault: OnFault,
): Value | Promise<Value> {
  const { callbacks, entries } = list;
  let current = value;
  for (let index = 0; index < callbacks.length; index++) {
    const callback = callbacks[index] as (value: Value, context: Context) => unknown;
    const entry = entries[index] as CallbackEntry;
    try {
      const returned = callback(current, context);
      if (returned === undefined) continue;
      if (isThenable(returned)) {
        return continueChain(list, index, returned, current, context, accept, onFault);
      }
      if (accept(entry, returned)) current = returned;
    } catch (error) {
      onFault(entry, error);
    }
  }
  return current;
}

async function continueChain<Value, Context>(
  { callbacks, entries }: CallbackList<(value: Value, context: Context) => unknown>,
  from: number,
  pending: PromiseLike<unknown>,
  value: Value,
  context: Context,
  accept: (entry: CallbackEntry, returned: unknown) => returned is Value,
  onFault: OnFault,
): Promise<Value> {
  let current = value;
  for (let index = from; index < callbacks.length; index++) {
    const callback = callbacks[index] as (value: Value, context: Context) => unknown;
    const entry = entries[index] as CallbackEntry;
    try {
      const outcome = index === from ? pending : callback(current, context);
      const returned = isThenable(outcome) ? await outcome : outcome;
      if (returned !== undefined && accept(entry, returned)) current = returned;
    } catch (error) {
      onFault(entry, error);
    }
  }
  return current;
}
