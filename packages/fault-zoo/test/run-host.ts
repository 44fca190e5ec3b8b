import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Fault } from "@asky/fault-zoo";
import type { StartupReport } from "@asky/sdk";

/** What a host in a process of its own has printed at the end. */
export interface HostStory {
  readonly report: StartupReport;
  readonly lastReport: StartupReport;
  readonly printed: string;
  /** What the healthy plugins lived through: `plugin what`, with how often. */
  readonly seen: Readonly<Record<string, number>>;
  readonly prompt: string;
  /** Whether the process could open one more file, or the code of the error. */
  readonly canOpen: true | string;
}

/** How such a process ended. */
export interface HostEnd {
  /** Left out when it did not live to tell. */
  readonly story?: HostStory;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether it had to be ended from outside. */
  readonly wasGivenUp: boolean;
}

export interface RunOptions {
  /** Passed to `watch()` of the owner tracking; no watchdog without. */
  readonly watch?: { readonly stallMs: number; readonly killAfterMs?: number };
  readonly nodeOptions?: readonly string[];
  /** What the shell limits before, as for `ulimit`. */
  readonly ulimit?: string;
  /** When to end it from outside, in milliseconds. @defaultValue 15_000 */
  readonly giveUpAfterMs?: number;
  /** When to do so after its first words on standard error. @defaultValue not because of them */
  readonly giveUpAfterWordsMs?: number;
}

const HOST = fileURLToPath(new URL("host.mjs", import.meta.url));

/** Runs a fault in a host of its own, and waits for its end. */
export function runHost(fault: Fault, configDir: string, options: RunOptions = {}): Promise<HostEnd> {
  const { watch, nodeOptions = [], ulimit, giveUpAfterMs = 15_000, giveUpAfterWordsMs } = options;
  const args = [...nodeOptions, HOST, configDir, fault.trigger ?? "none", JSON.stringify({ watch })];
  // No core files; `exec`, so that the host itself gets the signals and has the limits.
  const script = ["ulimit -c 0", ...(ulimit ? [`ulimit ${ulimit}`] : []), 'exec "$0" "$@"'].join(" && ");
  const child = spawn("sh", ["-c", script, process.execPath, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr, wasGivenUp] = ["", "", false];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  const giveUp = (): void => {
    wasGivenUp = true;
    child.kill("SIGKILL");
  };
  const timers = [setTimeout(giveUp, giveUpAfterMs)];
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (stderr === "" && giveUpAfterWordsMs !== undefined)
      timers.push(setTimeout(giveUp, giveUpAfterWordsMs));
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      for (const timer of timers) clearTimeout(timer);
      const last = stdout.trimEnd().split("\n").at(-1) ?? "";
      const story = last.startsWith("{") ? { story: JSON.parse(last) as HostStory } : {};
      resolve({ ...story, stdout, stderr, code, signal, wasGivenUp });
    });
  });
}
