import { createHook } from "node:async_hooks";
import type { Undo } from "@asky/sdk";
import type { Frames } from "./frames.ts";

/** How many of one kind are left. */
export interface LeftoverCount {
  /** In words, in the singular. */
  readonly kind: string;
  readonly count: number;
}

/** What keeps a process alive, by the names that Node's async_hooks give it. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ["Timeout", "timer"],
  ["Immediate", "immediate"],
  ["TCPSERVERWRAP", "server"],
  ["PIPESERVERWRAP", "server"],
  ["TCPWRAP", "socket"],
  ["PIPEWRAP", "pipe"],
  ["TTYWRAP", "terminal"],
  ["UDPWRAP", "UDP socket"],
  ["PROCESSWRAP", "child process"],
  ["FSEVENTWRAP", "file watcher"],
  ["STATWATCHER", "file watcher"],
  ["WORKER", "worker thread"],
  ["MESSAGEPORT", "message port"],
]);

interface Tracked {
  readonly kind: string;
  readonly resource: WeakRef<object>;
}

const FIRST_SWEEP = 64;

/** The timers and handles that one plugin's code made. Holds none of them back from being collected. */
export class Leftovers {
  #tracked: Tracked[] = [];
  #sweepAt = FIRST_SWEEP;

  add(kind: string, resource: object): void {
    this.#tracked.push({ kind, resource: new WeakRef(resource) });
    if (this.#tracked.length >= this.#sweepAt) this.#sweep();
  }

  /** Those that keep the process alive right now. What was unref'd does not, and is not counted. */
  count(): readonly LeftoverCount[] {
    this.#sweep();
    const counts = new Map<string, number>();
    for (const { kind, resource } of this.#tracked) {
      if (isHolding(resource.deref())) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return [...counts].map(([kind, count]) => ({ kind, count }));
  }

  #sweep(): void {
    this.#tracked = this.#tracked.filter(({ resource }) => !isOver(resource.deref()));
    this.#sweepAt = Math.max(FIRST_SWEEP, 2 * this.#tracked.length);
  }
}

/** Notes every timer and handle that is made in a plugin's frame, until it is undone. */
export function trackLeftovers(frames: Frames): Undo {
  const hook = createHook({
    // Called for every promise of the process too: the first line is the one that counts.
    init(_asyncId, type, _triggerAsyncId, resource) {
      if (type === "PROMISE") return;
      const kind = KINDS.get(type);
      if (kind !== undefined) frames.current?.owner.leftovers.add(kind, resource);
    },
  });
  hook.enable();
  return () => void hook.disable();
}

type Handle = { readonly hasRef?: () => unknown; readonly _destroyed?: unknown };

/** A timer that has fired or was cleared says nowhere else that it is over. */
function isOver(resource: object | undefined): boolean {
  return resource === undefined || (resource as Handle)._destroyed === true;
}

function isHolding(resource: object | undefined): boolean {
  try {
    // A handle that is closed answers neither yes nor no.
    return !isOver(resource) && (resource as Handle).hasRef?.() === true;
  } catch {
    // Plugins can reach their timers, and put anything in the place of a method; such a one is not counted.
    return false;
  }
}
