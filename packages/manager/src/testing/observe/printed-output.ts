import type { Undo } from "@asky/sdk";
import { replaceMethod } from "../../owners/replace-method.ts";
import { currentWatcher } from "./watcher.ts";

/** Methods of the console that print on standard output; the others print on standard error. */
const TO_STDOUT = ["log", "info", "debug", "dir", "table"] as const;

/** Hands what watched code prints on standard output to its watcher; what other code prints is printed. */
export function catchOutput(): Undo {
  const intercept =
    (call: string) =>
    (proceed: () => unknown): unknown => {
      const watcher = currentWatcher();
      if (!watcher) return proceed();
      watcher.printed(call);
      return true;
    };
  const undos = [
    // Test frameworks put a console of their own in the place of Node's, so both ways are watched.
    ...TO_STDOUT.map((method) => replaceMethod(console, method, intercept(`console.${method}()`))),
    replaceMethod(process.stdout, "write", intercept("process.stdout.write()")),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}
