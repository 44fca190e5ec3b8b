// @ts-check
import { spawn } from "node:child_process";

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs] after which the command and all it started is ended
 * @property {((line: string) => void) | undefined} [onLine] sees every line of output as it comes
 *
 * @typedef {object} CommandResult
 * @property {number} code 0 for success; 124 when the time was up
 * @property {string} output both streams, in order of arrival
 * @property {number} seconds
 */

const onWindows = process.platform === "win32";
const graceMs = 3_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * Runs a command to its end and never throws for its failure. Nothing it started outlives its time limit or
 * this process.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, { cwd, env, timeoutMs = 120_000, onLine } = {}) {
  endChildrenWithThisProcess();
  const started = performance.now();
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    shell: onWindows,
    // A process group of its own, so that grandchildren can be ended too.
    detached: !onWindows,
  });
  running.add(child);

  let output = "";
  let timedOut = false;
  const feed = lineFeed(onLine);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (/** @type {string} */ text) => {
      output += text;
      feed(text);
    });
  }
  const timer = setTimeout(() => {
    timedOut = true;
    endGroup(child);
  }, timeoutMs);

  return new Promise((resolve) => {
    /** @param {number} code @param {string} [note] */
    const finish = (code, note = "") => {
      clearTimeout(timer);
      running.delete(child);
      feed(`${note}\n`);
      resolve({ code, output: output + note, seconds: (performance.now() - started) / 1000 });
    };
    child.on("error", (error) => finish(127, `${command} could not be started: ${error.message}\n`));
    child.on("close", (code) =>
      timedOut ? finish(124, `${command} was ended after ${timeoutMs / 1000} s.\n`) : finish(code ?? 1),
    );
  });
}

/** @param {((line: string) => void) | undefined} onLine @returns {(text: string) => void} */
function lineFeed(onLine) {
  if (onLine === undefined) return () => {};
  let rest = "";
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") onLine(line);
  };
}

/** @param {import("node:child_process").ChildProcess} child */
function endGroup(child) {
  signalGroup(child, "SIGTERM");
  setTimeout(() => signalGroup(child, "SIGKILL"), graceMs).unref();
}

/** @param {import("node:child_process").ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (onWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

let isWatching = false;

/** A signal to this process reaches no detached group by itself. */
function endChildrenWithThisProcess() {
  if (isWatching) return;
  isWatching = true;
  for (const [signal, code] of /** @type {const} */ ([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])) {
    process.on(signal, () => {
      for (const child of running) signalGroup(child, "SIGTERM");
      process.exit(code);
    });
  }
  process.on("exit", () => {
    for (const child of running) signalGroup(child, "SIGTERM");
  });
}
