import { currentWatcher } from "./watcher.ts";

/** What all code of a process shares and no plugin may change, flattened: a name for each thing, and the thing. */
export type ProcessState = ReadonlyMap<string, unknown>;

const BUILT_INS: Readonly<Record<string, object>> = {
  Object,
  Array,
  String,
  Number,
  Promise,
  Date,
  JSON,
  Math,
  Reflect,
  "Object.prototype": Object.prototype,
  "Array.prototype": Array.prototype,
  "String.prototype": String.prototype,
  "Number.prototype": Number.prototype,
  "Promise.prototype": Promise.prototype,
  "Date.prototype": Date.prototype,
  "Function.prototype": Function.prototype,
  "RegExp.prototype": RegExp.prototype,
  "Map.prototype": Map.prototype,
  "Set.prototype": Set.prototype,
};

/** Takes note of it: working directory, environment, names of globals, built-in functions, listeners of the process. */
export function readProcessState(): ProcessState {
  const state = new Map<string, unknown>([["process.cwd()", process.cwd()]]);
  for (const [name, value] of Object.entries(process.env)) state.set(`process.env.${name}`, value);
  for (const name of Object.getOwnPropertyNames(globalThis)) state.set(`globalThis.${name}`, true);
  for (const [name, object] of Object.entries(BUILT_INS)) {
    for (const [key, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      state.set(`${name}.${key}`, value ?? get);
    }
  }
  for (const event of process.eventNames()) {
    state.set(`process.on("${String(event)}")`, process.listenerCount(event));
  }
  return state;
}

/** The names of what differs, sorted. */
export function changedState(before: ProcessState, after: ProcessState): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => !Object.is(before.get(name), after.get(name))).sort();
}

/** Refuses watched code to end the process, and tells its watcher that it wanted to. */
export function refuseExit(): () => void {
  const { exit, abort } = process;
  function refusing<Args extends unknown[]>(call: string, original: (...args: Args) => never) {
    return (...args: Args): never => {
      const watcher = currentWatcher();
      if (!watcher) return original.apply(process, args);
      watcher.wantedExit(call);
      throw new Error(`${call} was called; the contract suite goes on.`);
    };
  }
  process.exit = refusing("process.exit()", exit);
  process.abort = refusing("process.abort()", abort);
  return () => {
    process.exit = exit;
    process.abort = abort;
  };
}
