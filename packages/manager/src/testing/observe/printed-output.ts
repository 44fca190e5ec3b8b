import { currentWatcher } from "./watcher.ts";

const TO_STDOUT = ["log", "info", "debug", "dir", "table"] as const;

type Print = (...args: unknown[]) => unknown;

/** Hands what watched code prints on standard output to its watcher, and prints what other code does. */
export function catchOutput(): () => void {
  const restores = [
    // Test frameworks put a console of their own in the place of Node's, so both ways are watched.
    ...TO_STDOUT.map((method) => replace(console, method, `console.${method}()`)),
    replace(process.stdout, "write", "process.stdout.write()"),
  ];
  return () => {
    for (const restore of restores) restore();
  };
}

function replace<Name extends string>(
  target: { [name in Name]: unknown },
  name: Name,
  call: string,
): () => void {
  const original = target[name] as Print;
  const print: Print = function (this: unknown, ...args) {
    const watcher = currentWatcher();
    if (!watcher) return original.apply(this, args);
    watcher.printed(call);
    return true;
  };
  target[name] = print;
  return () => {
    target[name] = original;
  };
}
