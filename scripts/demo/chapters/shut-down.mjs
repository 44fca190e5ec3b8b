// @ts-check
import { connect } from "node:net";
import { expect } from "../fault.mjs";
import { stepName } from "../report/step-name.mjs";
import { duration } from "../report/words.mjs";

/**
 * Stops the host, and makes sure that nothing of it is left.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {import("../record.mjs").StartupReport} started
 * @param {string} consoleUrl
 * @returns {Promise<import("../record.mjs").ShutdownReport>}
 */
export async function shutDown(tell, host, started, consoleUrl) {
  const { shutdown, report } =
    /** @type {{ shutdown: import("../record.mjs").ShutdownReport, report: import("../record.mjs").StartupReport }} */ (
      await tell.during("stopping", () => host.request("stop"))
    );
  const stopped = shutdown.steps.filter(({ kind }) => kind === "plugin").map(({ name }) => name);
  const order = started.plugins.map(({ name }) => name).reverse();
  expect(
    stopped.join() === order.join(),
    `The plugins stopped in the order ${stopped.join(", ")}, not ${order.join(", ")}.`,
  );
  for (const { name, state } of report.plugins)
    expect(state === "stopped", `After the shut-down the plugin ${name} is ${state}.`);

  const { hostname, port } = new URL(consoleUrl);
  expect(!(await isListening(hostname, Number(port))), `Something still listens on ${consoleUrl}.`);
  const code = await host.end();
  expect(code === 0, `The host's process ended with ${code}, not 0.`);

  for (const { kind, names } of inGroups(shutdown.steps)) {
    tell.say(`${tell.paint("dim", kind.padEnd(8))} ${names.join(tell.paint("dim", " → "))}`);
  }
  tell.checked(
    `stopped in ${duration(shutdown.durationMs)}, last in first out; the console's port is free, and the process has ended with 0`,
  );
  return shutdown;
}

/** Steps of one kind that follow each other, together. @param {import("../record.mjs").ShutdownReport["steps"]} steps */
function inGroups(steps) {
  /** @type {{ kind: string, names: string[] }[]} */
  const groups = [];
  for (const step of steps) {
    const { kind } = step;
    const shown = stepName(step);
    const last = groups.at(-1);
    if (last?.kind === kind) last.names.push(shown);
    else groups.push({ kind, names: [shown] });
  }
  return groups;
}

/** @param {string} host @param {number} port @returns {Promise<boolean>} */
function isListening(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const finish = (/** @type {boolean} */ answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
    socket.once("timeout", () => finish(false));
  });
}
