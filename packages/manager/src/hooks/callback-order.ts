import type { CallbackEntry } from "./call-loop.ts";

/** Whether one callback runs before another: by priority, then by plugin name. Equal ones keep the order of registration. */
export function isBefore(a: CallbackEntry, b: CallbackEntry): boolean {
  return a.priority < b.priority || (a.priority === b.priority && a.plugin < b.plugin);
}
