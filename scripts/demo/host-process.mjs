// @ts-check
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { cleanEnvironment } from "../clean-environment.mjs";
import { DemoFault } from "./fault.mjs";

/**
 * @typedef {object} HostProcess
 * @property {(verb: string, input?: unknown) => Promise<any>} request does one of the verbs of host/host.mjs
 * @property {() => Promise<number | string | null>} end lets the process end; resolves to its exit code, or the signal that ended it
 * @property {() => void} kill ends it at once; does nothing when it has ended
 */

const requestLimitMs = 120_000;
const endLimitMs = 10_000;
const keptOutput = 20_000;

/**
 * Starts the host in a folder where npm has installed what it imports.
 *
 * @param {string} folder holds host.mjs
 * @param {string} configDir
 * @param {string} directory what it answers questions about
 * @returns {HostProcess}
 */
export function startHost(folder, configDir, directory) {
  const child = fork(join(folder, "host.mjs"), [configDir, directory], {
    cwd: folder,
    // With NODE_PATH or options of the outer Node it could find modules elsewhere.
    env: cleanEnvironment({ NODE_PATH: "", NODE_OPTIONS: "" }),
    execArgv: [],
    silent: true,
  });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);

  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => (output = (output + text).slice(-keptOutput)));
  }
  /** @type {Map<number, { resolve: (result: any) => void, reject: (fault: DemoFault) => void }>} */
  const waiting = new Map();
  child.on("message", (/** @type {any} */ { id, result, error }) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(result);
    else one?.reject(hostFailed(error, output));
  });
  // The process's own "close" does not come after disconnect().
  const closed = [child.stdout, child.stderr].map((stream) => stream && once(stream, "close"));
  const ended = Promise.all([once(child, "exit"), ...closed]).then(([[code, signal]]) => {
    process.off("exit", kill);
    for (const { reject } of waiting.values()) reject(hostEnded(code ?? signal, output));
    waiting.clear();
    return code ?? signal;
  });

  let requests = 0;
  return {
    kill,
    async request(verb, input) {
      requests += 1;
      const id = requests;
      /** @type {NodeJS.Timeout | undefined} */
      let timer;
      try {
        return await new Promise((resolve, reject) => {
          timer = setTimeout(() => reject(hostSilent(verb, output)), requestLimitMs);
          waiting.set(id, { resolve, reject });
          // Whatever goes wrong with sending ends the process, and so all that wait.
          child.send({ id, verb, input }, () => {});
        });
      } finally {
        clearTimeout(timer);
      }
    },
    async end() {
      const timer = setTimeout(kill, endLimitMs);
      if (child.connected) child.disconnect();
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

/** @param {{ message: string, code?: string, hint?: string }} error @param {string} output */
function hostFailed({ message, code, hint }, output) {
  return new DemoFault(
    code === undefined ? message : `${code}: ${message}`,
    hint ?? "Its output stands above.",
    { output },
  );
}

/** @param {number | string | null} code @param {string} output */
function hostEnded(code, output) {
  return new DemoFault(`The host's process ended unexpectedly (${code}).`, "Its output stands above.", {
    output,
  });
}

/** @param {string} verb @param {string} output */
function hostSilent(verb, output) {
  const message = `The host did not answer to "${verb}" within ${requestLimitMs / 1000} s.`;
  return new DemoFault(message, "Its output stands above; a smaller folder with --path may help.", {
    output,
  });
}
