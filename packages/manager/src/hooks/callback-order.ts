import type { CallbackEntry, CallbackList } from "./call-loop.ts";

/** Puts a callback in its place. Priority, then plugin name, then registration: equal ones go behind those that are there. */
export function insert<Callback>(
  list: CallbackList<Callback>,
  callback: Callback,
  entry: CallbackEntry,
): CallbackList<Callback> {
  const later = list.entries.findIndex((other) => isBefore(entry, other));
  const index = later === -1 ? list.entries.length : later;
  return {
    callbacks: list.callbacks.toSpliced(index, 0, callback),
    entries: list.entries.toSpliced(index, 0, entry),
  };
}

function isBefore(a: CallbackEntry, b: CallbackEntry): boolean {
  if (a.priority !== b.priority) return a.priority < b.priority;
  return a.plugin < b.plugin;
}

/** The list without one place; the same list for no place. */
export function without<Callback>(list: CallbackList<Callback>, index: number): CallbackList<Callback> {
  if (index === -1) return list;
  return { callbacks: list.callbacks.toSpliced(index, 1), entries: list.entries.toSpliced(index, 1) };
}
