import { setImmediate } from "node:timers/promises";
import type { LifecyclePhase, PluginError } from "@asky/sdk";
import {
  globalsChanged,
  leftoverHandles,
  outputFlooded,
  processExitRefused,
  processExitTried,
  threadBlocked,
} from "../errors/owner.ts";
import { isThenable } from "../is-thenable.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import type { Frame, FrameOwner, Frames, StrayKind } from "./frames.ts";
import { Leftovers } from "./leftovers.ts";
import { placeOfError, type StackPlace } from "./stack-place.ts";

/** What a manager does about one plugin's failures that nobody caught. */
export interface OwnerHost {
  readonly report: ReportProblem;
  /** Must not throw. */
  readonly strayed: (kind: StrayKind, error: unknown) => void;
}

/** Calls a plugin's code so that what comes of it later still has an owner; `isFenced` when nothing of it may count. */
export type EnterPlugin = <Result>(code: () => Result, isFenced?: boolean) => Result;

/**
 * One plugin in one manager, as the owner of whatever its code leaves behind. Made by `OwnerTracking.adopt`.
 */
export class PluginOwner implements FrameOwner {
  readonly plugin: string;
  /** A number of its own among all owners, from 1. */
  readonly index: number;
  /** The handles and timers that were made in its frames. */
  readonly leftovers: Leftovers = new Leftovers();
  readonly #frames: Frames;
  readonly #host: OwnerHost;
  readonly #calls = new WeakMap<object, Frame>();

  constructor(plugin: string, index: number, frames: Frames, host: OwnerHost) {
    this.plugin = plugin;
    this.index = index;
    this.#frames = frames;
    this.#host = host;
  }

  /**
   * Calls code of the plugin in a frame of its own. A promise of any make comes back as a native one, so that a foreign
   * `then` runs in the frame too.
   */
  readonly enter: EnterPlugin = <Result>(code: () => Result, isFenced = false): Result => {
    const frame: Frame = { owner: this, isFenced };
    return this.#frames.run(frame, () => {
      const returned: unknown = code();
      if (!isThenable(returned)) return returned as Result;
      const promise = Promise.resolve(returned);
      this.#calls.set(promise, frame);
      return promise as Result;
    });
  };

  /** Calls code of the host from within the plugin's: what comes of it later is the host's. */
  readonly leave: <Result>(code: () => Result) => Result = (code) => this.#frames.run(undefined, code);

  /** Fences the call that returned this promise, and that call alone. */
  readonly fence: (pending: object) => void = (pending) => {
    const frame = this.#calls.get(pending);
    if (frame) frame.isFenced = true;
  };

  /** Whether the code that asks comes from a call of this plugin that is fenced. */
  get isFenced(): boolean {
    const frame = this.#frames.current;
    return frame?.owner === this && frame.isFenced;
  }

  /** Takes note of a failure that nobody caught. */
  strayed(kind: StrayKind, error: unknown): void {
    this.leave(() => this.#host.strayed(kind, error));
  }

  /** Takes note of an attempt to end the process; what it returns is to be thrown. */
  refuseExit(): PluginError {
    const error = processExitRefused(this.plugin);
    // Its stack begins where the plugin made the call.
    Error.captureStackTrace(error, process.exit);
    this.leave(() => this.#host.report(processExitTried(error, placeOfError(error))));
    return error;
  }

  /** Takes note that code of the plugin held the thread. */
  blocked(durationMs: number, place: StackPlace | undefined): void {
    this.#host.report(threadBlocked(this.plugin, durationMs, place));
  }

  /** Takes note of too much text on a standard stream. */
  flooded(stream: string): void {
    this.leave(() => this.#host.report(outputFlooded(this.plugin, stream)));
  }

  /** Takes note of what the plugin changed for all code of the process. */
  changedGlobals(names: readonly string[], phase: LifecyclePhase): void {
    if (names.length > 0) this.#host.report(globalsChanged(this.plugin, names, phase));
  }

  /** To be called when the plugin has ended: reports what it left that keeps the process alive. */
  async reportLeftovers(): Promise<void> {
    // What was closed a moment ago, and what Node itself does after a failure, is over after two turns of the event loop.
    for (let turn = 0; turn < 2; turn++) await setImmediate();
    const counts = this.leftovers.count();
    if (counts.length > 0) this.#host.report(leftoverHandles(this.plugin, counts));
  }
}
