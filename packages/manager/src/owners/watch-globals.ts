import { sharedObjects } from "./shared-objects.ts";
import { watchObject } from "./watch-object.ts";

/** Events of the process that change what a failure or a signal does to it, as soon as somebody listens. */
const LOUD_EVENTS = ["uncaughtException", "unhandledRejection", "SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Its other members are its state, which changes all the time. */
const METHODS = ["emit", "on", "exit", "reallyExit", "abort", "kill", "chdir", "cwd", "nextTick"] as const;

interface ProcessState {
  readonly environment: ReadonlyMap<string, string | undefined>;
  readonly directory: string | undefined;
  readonly listeners: readonly number[];
  readonly methods: readonly unknown[];
}

/**
 * Begins to watch what all code of the process shares. The returned function names what has changed since it was last
 * called: `Array.prototype.map`, `fs.readFile`, `process.env.PATH`, `process.cwd()`; values are never among it.
 */
export function watchGlobals(): () => readonly string[] {
  const watches = sharedObjects().map(([name, object]) => watchObject(name, object));
  let before = readProcess();
  return () => {
    const after = readProcess();
    const names = [...watches.flatMap((changes) => changes()), ...changedProcess(before, after)];
    before = after;
    return names;
  };
}

function readProcess(): ProcessState {
  return {
    environment: new Map(Object.entries(process.env)),
    directory: readDirectory(),
    listeners: LOUD_EVENTS.map((event) => process.listenerCount(event)),
    methods: METHODS.map((name) => Reflect.get(process, name)),
  };
}

/** A directory that was removed has no name. */
function readDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function* changedProcess(before: ProcessState, after: ProcessState): Generator<string> {
  for (const name of new Set([...before.environment.keys(), ...after.environment.keys()])) {
    if (before.environment.get(name) !== after.environment.get(name)) yield `process.env.${name}`;
  }
  if (before.directory !== after.directory) yield "process.cwd()";
  for (const [index, name] of METHODS.entries()) {
    if (before.methods[index] !== after.methods[index]) yield `process.${name}()`;
  }
  for (const [index, event] of LOUD_EVENTS.entries()) {
    if ((after.listeners[index] ?? 0) > (before.listeners[index] ?? 0)) yield `process.on('${event}')`;
  }
}
