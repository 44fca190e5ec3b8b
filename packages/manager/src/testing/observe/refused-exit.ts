import type { Undo } from "@asky/sdk";
import { replaceMethod } from "../../owners/replace-method.ts";
import { currentWatcher } from "./watcher.ts";

/** Refuses watched code to end the process, and tells its watcher that it wanted to. */
export function refuseExit(): Undo {
  const intercept =
    (call: string) =>
    (proceed: () => unknown): unknown => {
      const watcher = currentWatcher();
      if (!watcher) return proceed();
      watcher.wantedExit(call);
      throw new Error(`${call} was called; the contract suite goes on.`);
    };
  const undoExit = replaceMethod(process, "exit", intercept("process.exit()"));
  const undoAbort = replaceMethod(process, "abort", intercept("process.abort()"));
  return () => {
    undoAbort();
    undoExit();
  };
}
