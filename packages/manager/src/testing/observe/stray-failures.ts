import { currentWatcher } from "./watcher.ts";

type Emit = (this: NodeJS.Process, name: string | symbol, ...args: unknown[]) => boolean;

/**
 * Hands uncaught exceptions and unhandled rejections of watched code to their watcher. Those of other code go where they
 * always went.
 */
export function catchStrays(): () => void {
  // Node asks `process.emit` whether anybody handles the error. To answer there needs no listener, so the ones that a
  // test framework has installed stay where they are.
  const original = process.emit as Emit;
  const emit: Emit = function (name, ...args) {
    const watcher = currentWatcher();
    if (watcher && name === "uncaughtExceptionMonitor") return true;
    if (watcher && name === "uncaughtException")
      return watcher.strayed({ kind: "exception", error: args[0] });
    if (watcher && name === "unhandledRejection")
      return watcher.strayed({ kind: "rejection", error: args[0] });
    return original.call(this, name, ...args);
  };
  process.emit = emit as typeof process.emit;
  return () => {
    process.emit = original as typeof process.emit;
  };
}
