import { clearInterval, setImmediate, setInterval } from "node:timers";
import { catchOutput } from "./printed-output.ts";
import { refuseExit } from "./refused-exit.ts";
import { traceResources } from "./running-resources.ts";
import { catchStrays } from "./stray-failures.ts";
import { callUnder, type RunningResource, type StrayFailure, type Watcher } from "./watcher.ts";

/** How long what was opened may take to close when its owner has ended, in real milliseconds. */
const GRACE_MS = 250;
const GRACE_TURNS = 10;

/** A moment in a watch: what came before is not asked about again. */
export interface WatchMark {
  readonly resources: ReadonlySet<number>;
  readonly strays: number;
}

/** Sees what a piece of code does beside returning: what it leaves running, throws where nobody catches, prints, ends. */
export class Watch implements Watcher {
  readonly strays: StrayFailure[] = [];
  /** The calls that printed, each once. */
  readonly prints: Set<string> = new Set();
  /** The calls that would have ended the process, each once. */
  readonly exits: Set<string> = new Set();
  readonly #resources = new Map<number, RunningResource>();

  opened(id: number, resource: RunningResource): void {
    this.#resources.set(id, resource);
  }

  closed(id: number): void {
    this.#resources.delete(id);
  }

  strayed(failure: StrayFailure): true {
    this.strays.push(failure);
    return true;
  }

  printed(call: string): void {
    this.prints.add(call);
  }

  wantedExit(call: string): void {
    this.exits.add(call);
  }

  mark(): WatchMark {
    return { resources: new Set(this.#resources.keys()), strays: this.strays.length };
  }

  /** What was opened since and still keeps the process alive, after a grace for what is closing. */
  async runningSince(mark: WatchMark): Promise<readonly RunningResource[]> {
    const endsAt = performance.now() + GRACE_MS;
    for (let turn = 0; turn < GRACE_TURNS || performance.now() < endsAt; turn++) {
      await loopTurn();
      if (turn >= GRACE_TURNS - 1 && this.#running(mark).length === 0) return [];
    }
    return this.#running(mark);
  }

  /** Lets the process end although something was left running. */
  releaseSince(mark: WatchMark): void {
    for (const { handle } of this.#running(mark)) handle.unref?.();
  }

  #running(mark: WatchMark): readonly RunningResource[] {
    return [...this.#resources]
      .filter(([id, { handle }]) => !mark.resources.has(id) && handle.hasRef?.() !== false)
      .map(([, resource]) => resource);
  }
}

/** Lets the event loop turn once, without leaving a trace in the watch. */
export function loopTurn(): Promise<void> {
  return callUnder(undefined, () => new Promise((resolve) => setImmediate(resolve)));
}

const TICK_MS = 10;

/**
 * Calls back when so many real milliseconds were there to work in, without leaving a trace in the watch. On a machine
 * that is busy with something else, time passes in which nothing here can run; it does not count.
 */
export function afterReal(ms: number, callback: () => void): () => void {
  let left = Math.ceil(ms / TICK_MS);
  const timer = callUnder(undefined, () =>
    setInterval(() => {
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      callback();
    }, TICK_MS),
  );
  return () => clearInterval(timer);
}

let watches = 0;
let restores: readonly (() => void)[] = [];

/** Runs some work under a new watch. Watches of one process do not see each other's code. */
export async function watched<Result>(work: (watch: Watch) => Promise<Result>): Promise<Result> {
  if (watches === 0) restores = [traceResources(), catchStrays(), catchOutput(), refuseExit()];
  watches += 1;
  const watch = new Watch();
  try {
    return await callUnder(watch, () => work(watch));
  } finally {
    watches -= 1;
    if (watches === 0) for (const restore of restores) restore();
  }
}
