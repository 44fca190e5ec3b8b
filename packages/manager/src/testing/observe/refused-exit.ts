import type { Undo } from "@asky/sdk";
import { replaceMethod } from "../../owners/replace-method.ts";
import { currentWatcher } from "./watcher.ts";

const refusals = new WeakSet<object>();

/** Whether an error is what code was told that wanted to end the process. */
export function isExitRefusal(error: unknown): boolean {
  return typeof error === "object" && error !== null && refusals.has(error);
}

/** Refuses watched code to end the process, and tells its watcher that it wanted to. */
export function refuseExit(): Undo {
  const intercept =
    (call: string) =>
    (proceed: () => unknown): unknown => {
      const watcher = currentWatcher();
      if (!watcher) return proceed();
      watcher.wantedExit(call);
      const refusal = new Error(`${call} was called; the contract suite goes on.`);
      refusals.add(refusal);
      throw refusal;
    };
  const undoExit = replaceMethod(process, "exit", intercept("process.exit()"));
  const undoAbort = replaceMethod(process, "abort", intercept("process.abort()"));
  return () => {
    undoAbort();
    undoExit();
  };
}
