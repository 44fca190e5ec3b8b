import type { Undo } from "@asky/sdk";
import type { FrameOwner, Frames } from "./frames.ts";

import { replaceMethod } from "./replace-method.ts";

/** So much within so long is read by nobody, and keeps from being read what else is written. */
const FLOOD_BYTES = 1024 * 1024;
const WINDOW_MS = 1000;

/** Adds up what one plugin writes. Knows nothing of streams and clocks. */
export class OutputMeter {
  #since = Number.NEGATIVE_INFINITY;
  #bytes = 0;

  /** Whether it has just become a flood; told once for each window. */
  add(bytes: number, now: number): boolean {
    if (now - this.#since >= WINDOW_MS) {
      this.#since = now;
      this.#bytes = 0;
    }
    const before = this.#bytes;
    this.#bytes += bytes;
    return before < FLOOD_BYTES && this.#bytes >= FLOOD_BYTES;
  }
}

/** Counts what plugins' code writes to the standard streams. It is written all the same. */
export function countOutput(frames: Frames): Undo {
  const meters = new WeakMap<FrameOwner, OutputMeter>();

  function note(owner: FrameOwner, stream: string, chunk: unknown): void {
    const meter = meters.get(owner) ?? new OutputMeter();
    meters.set(owner, meter);
    if (meter.add(sizeOf(chunk), performance.now())) owner.flooded(stream);
  }

  const streams = [
    ["standard output", process.stdout],
    ["standard error", process.stderr],
  ] as const;
  const undos = streams.map(([name, stream]) =>
    replaceMethod(stream, "write", (proceed, args) => {
      const owner = frames.current?.owner;
      if (owner) note(owner, name, args[0]);
      return proceed();
    }),
  );
  return () => {
    for (const undo of undos) undo();
  };
}

/** Of a text its length, which is near enough. */
function sizeOf(chunk: unknown): number {
  if (typeof chunk === "string") return chunk.length;
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}
