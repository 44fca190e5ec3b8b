import type { ExitCode, Undo } from "@asky/sdk";
import { EXIT_CODES } from "../exit-codes.ts";

/** How and why the command comes to an end before it is done. */
export interface Ending {
  /** Aborts when the process is told to end, or nobody reads its output any more. */
  readonly signal: AbortSignal;
  /** What the process then ends with; `undefined` while nothing has ended it. */
  readonly exitCode: ExitCode | undefined;
  /** Ends the command, as a signal would. */
  end(exitCode: ExitCode, reason: string): void;
  /** Takes interrupts (Ctrl-C) instead of ending the command. */
  takeInterrupts(handler: () => void): Undo;
}

/** How long a command may take to end when it has been told to; then it is ended. */
const END_MS = 10_000;

/** Watches the signals and streams of this process, until it ends. */
export function watchEnding(): Ending {
  const controller = new AbortController();
  let exitCode: ExitCode | undefined;
  let handler: (() => void) | undefined;

  const end = (code: ExitCode, reason: string): void => {
    if (exitCode !== undefined) return;
    exitCode = code;
    setTimeout(() => process.exit(code), END_MS).unref();
    controller.abort(new Error(reason));
  };
  const endOrLeave = (code: ExitCode, reason: string): void => {
    if (exitCode !== undefined) process.exit(code);
    end(code, reason);
  };

  process.on("SIGINT", () => {
    if (handler && exitCode === undefined) handler();
    else endOrLeave(EXIT_CODES.interrupted, "Interrupted.");
  });
  process.on("SIGTERM", () => endOrLeave(EXIT_CODES.terminated, "Terminated."));
  // The shell and the system both say it: a second one means no hurry.
  process.on("SIGHUP", () => end(EXIT_CODES.hungUp, "The terminal was closed."));
  // Nobody reads the answer any more, as in `asky ask … | head -1`: there is nothing left to do, and nothing wrong.
  process.stdout.on("error", () => end(EXIT_CODES.ok, "Nobody reads the output any more."));
  process.stderr.on("error", () => {});

  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    end,
    takeInterrupts(next) {
      handler = next;
      return () => {
        if (handler === next) handler = undefined;
      };
    },
  };
}

/** Resolves when everything written so far is handed to the system, or nobody takes it. */
export async function flushStreams(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map(flush));
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded || stream.writableLength === 0) resolve();
    else
      stream
        .once("drain", resolve)
        .once("error", () => resolve())
        .once("close", resolve);
  });
}
