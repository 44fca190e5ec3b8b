import { createHook } from "node:async_hooks";
import { createRequire } from "node:module";
import type { Undo } from "@asky/sdk";
import type { Frames } from "./frames.ts";
import type { OwnerList } from "./owner-list.ts";
import { CELLS, type OwnerNotice, type StallNotice, type WatchdogOrder } from "./watchdog-protocol.ts";

/** What {@link OwnerTracking.watch} takes. */
export interface WatchdogOptions {
  /** How long a plugin's code may hold the thread before it is named, in milliseconds. @defaultValue 1000 */
  readonly stallMs?: number;
  /**
   * How long it may hold the thread before the process is killed, in milliseconds; 0 means for ever. Nothing gentler
   * works: code that never returns lets no exit handler run. The process ends by `SIGKILL`, which shells show as exit
   * code 137. @defaultValue 0
   */
  readonly killAfterMs?: number;
}

/** Starts a thread that watches this one. */
export function startWatchdog(frames: Frames, owners: OwnerList, options: WatchdogOptions = {}): Undo {
  const { stallMs = 1000, killAfterMs = 0 } = options;
  const beatMs = Math.max(1, Math.floor(stallMs / 4));
  const cells = new Int32Array(new SharedArrayBuffer(CELLS.count * Int32Array.BYTES_PER_ELEMENT));
  const order: WatchdogOrder = { cells, beatMs, stallMs, killAfterMs, names: owners.names };
  // Loaded here, so that a host without a watchdog does not pay for it.
  const { Worker } = createRequire(import.meta.url)(
    "node:worker_threads",
  ) as typeof import("node:worker_threads");
  // The path is that of the built files: this code lies in their root.
  const worker = new Worker(new URL("./owners/watchdog-worker.js", import.meta.url), {
    name: "asky-watchdog",
    workerData: order,
    env: {},
    execArgv: [],
  });

  const heart = setInterval(() => {
    depth.length = 0;
    Atomics.store(cells, CELLS.running, 0);
    Atomics.add(cells, CELLS.beat, 1);
  }, beatMs);
  heart.unref();

  worker.on("message", ({ index, heldMs, place }: StallNotice) => owners.at(index)?.blocked(heldMs, place));
  worker.on("error", (error) => {
    process.emitWarning(`The watchdog has ended: ${error.message}`, { type: "AskyWatchdogWarning" });
  });
  worker.unref();

  // Code that goes on after a promise or a timer is entered by Node, not by us.
  const depth: number[] = [];
  const swap = (index: number): number => Atomics.exchange(cells, CELLS.running, index);
  const hook = createHook({
    before: () => void depth.push(swap(frames.current?.owner.index ?? 0)),
    after: () => void swap(depth.pop() ?? 0),
  });
  hook.enable();
  frames.pulse = { swap };

  owners.listener = (index, name) => worker.postMessage({ index, name } satisfies OwnerNotice);

  return () => {
    owners.listener = undefined;
    frames.pulse = undefined;
    hook.disable();
    clearInterval(heart);
    void worker.terminate();
  };
}
