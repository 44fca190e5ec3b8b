import type { StackPlace } from "./stack-place.ts";

/** What the watched thread writes and the watchdog reads, by position. */
export const CELLS: { readonly beat: 0; readonly running: 1; readonly count: 2 } = {
  /** Goes up for as long as the event loop turns. */
  beat: 0,
  /** The index of the owner whose code runs right now; 0 for the host's. */
  running: 1,
  count: 2,
};

/** What the watchdog is started with. */
export interface WatchdogOrder {
  readonly cells: Int32Array<SharedArrayBuffer>;
  readonly beatMs: number;
  readonly stallMs: number;
  /** 0 means never. */
  readonly killAfterMs: number;
  /** Names of owners by index. */
  readonly names: ReadonlyMap<number, string>;
}

/** Told to the watchdog: an owner has come, or has gone. */
export interface OwnerNotice {
  readonly index: number;
  readonly name: string | undefined;
}

/** Told by the watchdog when the thread is free again. */
export interface StallNotice {
  readonly index: number;
  readonly heldMs: number;
  readonly place: StackPlace | undefined;
}
