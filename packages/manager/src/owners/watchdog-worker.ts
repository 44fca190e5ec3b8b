// The watchdog's own thread. It sees the watched one through a few shared numbers, and can speak while that one cannot.

import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { type Holder, StallJudge } from "./judge-stall.ts";
import { locateMainThread } from "./locate-main-thread.ts";
import { formatPlace, type StackPlace } from "./stack-place.ts";
import { CELLS, type OwnerNotice, type StallNotice, type WatchdogOrder } from "./watchdog-protocol.ts";

/** How often to look at a thread that seems to stand still, in milliseconds. */
const CLOSE_LOOK_MS = 10;
const LOCATE_MS = 500;
/** Where the built files of this package lie. */
const OWN_ROOT = new URL("../", import.meta.url).href;

const { cells, beatMs, stallMs, killAfterMs, names: known } = workerData as WatchdogOrder;
const names = new Map(known);
const judge = new StallJudge(stallMs);
/** Who was said to hold the thread since the last beat, and where it was met. */
const told = new Map<number, StackPlace | undefined>();
let lastBeat: number | undefined;
let movedAt = 0;

parentPort?.on("message", ({ index, name }: OwnerNotice) => {
  if (name === undefined) names.delete(index);
  else names.set(index, name);
});

async function look(): Promise<void> {
  const at = performance.now();
  const beat = Atomics.load(cells, CELLS.beat);
  if (beat !== lastBeat) {
    for (const [index, place] of told) notify({ index, heldMs: judge.heldBy(index), place });
    told.clear();
    judge.reset();
    lastBeat = beat;
    movedAt = at;
  }
  const holder = judge.judge({ at, running: Atomics.load(cells, CELLS.running) });
  if (holder) await judgeHolder(holder);
  setTimeout(look, at - movedAt > 2 * beatMs ? CLOSE_LOOK_MS : beatMs);
}

async function judgeHolder({ index, heldMs }: Holder): Promise<void> {
  if (heldMs >= stallMs && !told.has(index)) {
    const place = await locateMainThread(() => stateOf(index), OWN_ROOT, LOCATE_MS);
    told.set(index, place);
    const where = place ? `, at ${formatPlace(place)}` : "";
    write("WARN ", index, heldMs, `${where}. Nothing else runs meanwhile.`);
  }
  if (killAfterMs > 0 && heldMs >= killAfterMs) {
    write("ERROR", index, heldMs, ". The process is killed.");
    process.kill(process.pid, "SIGKILL");
  }
}

function stateOf(index: number): "held" | "between" | "over" {
  if (Atomics.load(cells, CELLS.beat) !== lastBeat) return "over";
  return Atomics.load(cells, CELLS.running) === index ? "held" : "between";
}

function notify(notice: StallNotice): void {
  parentPort?.postMessage(notice);
}

function write(level: string, index: number, heldMs: number, end: string): void {
  const name = names.get(index) ?? "unknown";
  const held = `"${name}" has held the thread for ${(heldMs / 1000).toFixed(1)} s${end}`;
  try {
    writeSync(2, `${level} [asky.plugins.${name}] THREAD_BLOCKED: ${held}\n`);
  } catch {
    // Nobody listens on standard error; the report says it when the thread is free again.
  }
}

void look();
