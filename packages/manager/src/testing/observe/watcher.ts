import { AsyncLocalStorage } from "node:async_hooks";

/** Something that a piece of code has opened and that keeps the process alive. */
export interface RunningResource {
  /** In words, for example "a timer". */
  readonly what: string;
  /** Where it was opened; left out when the call stack does not show it. */
  readonly place?: string;
  readonly handle: { hasRef?(): boolean; unref?(): void };
}

/** An error that nobody has caught. */
export interface StrayFailure {
  readonly kind: "exception" | "rejection";
  readonly error: unknown;
}

/** Is told what a piece of code does beside returning. */
export interface Watcher {
  opened(id: number, resource: RunningResource): void;
  closed(id: number): void;
  strayed(failure: StrayFailure): true;
  /** @param call - what printed, for example `console.log()`. */
  printed(call: string): void;
  wantedExit(call: string): void;
}

// Whatever a piece of code sets off, also much later, runs in the same storage; so two suites in one process, and the
// test framework around them, never see each other's.
const storage = new AsyncLocalStorage<Watcher | undefined>();

/** The watcher of the code that is running; `undefined` when nobody watches it. */
export function currentWatcher(): Watcher | undefined {
  return storage.getStore();
}

/** Calls code under a watcher, or under none. */
export function callUnder<Result>(watcher: Watcher | undefined, code: () => Result): Result {
  return storage.run(watcher, code);
}
