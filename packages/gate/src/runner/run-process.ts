import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { commandNotStarted } from "../errors/runner.ts";
import { CappedOutput } from "./capped-output.ts";
import { endWithThisProcess, signalGroup } from "./process-group.ts";

const GRACE_MS = 2000;
const DRAIN_MS = 250;
/** A longer timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What bounds a process; all that it starts is bound as well. */
export interface ProcessLimits {
  /** When it is asked to end (SIGTERM); two seconds later it is ended (SIGKILL). */
  readonly timeoutMs: number;
  /** How many bytes of each stream are kept: the first and the last half. */
  readonly maxOutputBytes: number;
  /** Ends it like a timeout does. */
  readonly signal?: AbortSignal | undefined;
  /** Sees all output as it comes, uncapped; characters are never cut in two. */
  readonly onOutput?: ((stream: "stdout" | "stderr", text: string) => void) | undefined;
}

export interface ProcessRequest extends ProcessLimits {
  readonly program: string;
  readonly args: readonly string[];
  /** Where it runs, absolute. */
  readonly directory: string;
  /** Its whole environment; nothing of this process's is added. See {@link cleanEnvironment}. */
  readonly env: Readonly<Record<string, string>>;
  /** Sees what it writes to descriptor 3, which exists only then. */
  readonly onStatus?: (text: string) => void;
}

export interface ProcessResult {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Whether it was ended by the request's `signal`. */
  readonly aborted: boolean;
  /** Whether output was left out. */
  readonly truncated: boolean;
}

/**
 * Runs a program to its end, without input, in a process group of its own. Called by tools that run commands. When it is
 * over, whatever it started and left in its group is ended too, so that nothing goes on in the background; what made a
 * session of its own (`setsid`) gets away, unless it runs in bubblewrap.
 *
 * @throws PluginError `COMMAND_NOT_STARTED`; and whatever `onOutput` throws, once the process is ended.
 */
export function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const { program, args, directory, env, signal } = request;
    const outputs = {
      stdout: new CappedOutput(request.maxOutputBytes),
      stderr: new CappedOutput(request.maxOutputBytes),
    };
    let timedOut = false;
    let aborted = false;
    let fault: { readonly thrown: unknown } | undefined;
    let settled = false;
    let child: ChildProcess;
    const timers: NodeJS.Timeout[] = [];

    if (signal?.aborted) return resolve(notRun());
    try {
      child = spawn(program, args, {
        cwd: directory,
        env,
        stdio: ["ignore", "pipe", "pipe", ...(request.onStatus === undefined ? [] : ["pipe" as const])],
        detached: process.platform !== "win32",
        windowsHide: true,
      });
    } catch (error) {
      return reject(commandNotStarted(program, directory, error));
    }
    const forget = endWithThisProcess(child);

    function later(ms: number, act: () => void): void {
      timers.push(setTimeout(act, ms));
    }

    function end(): void {
      signalGroup(child, "SIGTERM");
      later(GRACE_MS, () => signalGroup(child, "SIGKILL"));
    }

    function abort(): void {
      aborted = true;
      end();
    }

    function settle(act: () => void): void {
      if (settled) return;
      settled = true;
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      forget();
      act();
    }

    function listen(name: "stdout" | "stderr", stream: Readable | null): void {
      const decoder = new StringDecoder("utf8");
      stream?.on("error", ignoreClosed);
      stream?.on("data", (chunk: Buffer) => {
        outputs[name].push(chunk);
        if (request.onOutput === undefined || fault !== undefined) return;
        try {
          request.onOutput(name, decoder.write(chunk));
        } catch (thrown) {
          fault = { thrown };
          end();
        }
      });
    }

    listen("stdout", child.stdout);
    listen("stderr", child.stderr);
    const status = child.stdio[3] as Readable | undefined;
    status?.setEncoding("utf8").on("error", ignoreClosed);
    status?.on("data", (text: string) => request.onStatus?.(text));
    signal?.addEventListener("abort", abort, { once: true });
    later(Math.min(request.timeoutMs, MAX_TIMER_MS), () => {
      timedOut = true;
      end();
    });

    child.on("error", (error) => settle(() => reject(commandNotStarted(program, directory, error))));
    child.on("exit", () => {
      // What is left in the group may hold the streams open for ever.
      signalGroup(child, "SIGTERM");
      later(DRAIN_MS, () => signalGroup(child, "SIGKILL"));
      later(2 * DRAIN_MS, () => {
        for (const stream of [child.stdout, child.stderr, status]) stream?.destroy();
      });
    });
    child.on("close", (exitCode, endSignal) => {
      signalGroup(child, "SIGKILL");
      settle(() => {
        if (fault !== undefined) return reject(fault.thrown);
        resolve({
          exitCode,
          signal: endSignal,
          stdout: outputs.stdout.text(),
          stderr: outputs.stderr.text(),
          timedOut,
          aborted,
          truncated: outputs.stdout.isTruncated || outputs.stderr.isTruncated,
        });
      });
    });
  });
}

/** What a process came to that was aborted before it was started. */
function notRun(): ProcessResult {
  return {
    exitCode: null,
    signal: null,
    stdout: "",
    stderr: "",
    timedOut: false,
    aborted: true,
    truncated: false,
  };
}

function ignoreClosed(): void {
  // A stream that fails has ended; the process's own end says what there is to say.
}
