import type { Undo } from "@asky/sdk";
import { replaceMethod } from "../../owners/replace-method.ts";
import { currentWatcher, type StrayFailure } from "./watcher.ts";

const KINDS: ReadonlyMap<unknown, StrayFailure["kind"]> = new Map([
  ["uncaughtException", "exception"],
  ["unhandledRejection", "rejection"],
]);

/**
 * Hands uncaught exceptions and unhandled rejections of watched code to its watcher. Those of other code go where they
 * always went: no listener is added or taken away.
 */
export function catchStrays(): Undo {
  // Node asks `process.emit` whether anybody handles a failure, in the context of the code that failed.
  const undoEmit = replaceMethod(process, "emit", (proceed, [name, error]) => {
    const kind = KINDS.get(name);
    const watcher = kind === undefined ? undefined : currentWatcher();
    return kind !== undefined && watcher ? watcher.strayed({ kind, error }) : proceed();
  });
  // A callback of queueMicrotask has lost its context by the time that its failure is reported.
  const undoMicrotasks = replaceMethod(globalThis, "queueMicrotask", (proceed, [callback]) => {
    const watcher = currentWatcher();
    if (!watcher || typeof callback !== "function") return proceed();
    const guarded = (): void => {
      try {
        callback();
      } catch (error) {
        watcher.strayed({ kind: "exception", error });
      }
    };
    return proceed([guarded]);
  });
  return () => {
    undoMicrotasks();
    undoEmit();
  };
}
