// @ts-check
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "../fault.mjs";
import { duration } from "../report/words.mjs";

/** The roster of config/plugins.toml, and what the host brings along. */
const expected = [
  "audit",
  "command_manners",
  "event_trace",
  "gui_server",
  "hook_trace",
  "manual_persona_creator",
  "persona_manager",
];

/**
 * Starts the host: it finds, orders, imports, initialises and starts the plugins.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {string} home
 * @returns {Promise<import("../record.mjs").StartupReport>}
 */
export async function load(tell, host, home) {
  const { report, entry } = await tell.during("starting the host", () => host.request("start"));
  expectStarted(report);
  expectOutside(report, fileURLToPath(entry), home);

  tell.say(`A process of its own runs the host. Ready after ${duration(report.durationMs)}, in this order:`);
  const nameWidth = Math.max(...expected.map((name) => name.length));
  for (const [index, plugin] of report.plugins.entries()) {
    const from = plugin.module ?? "comes with the host";
    const contract = tell.paint("dim", `${plugin.contract ?? ""}`.padEnd(6));
    tell.say(`${index + 1}  ${plugin.name.padEnd(nameWidth)}  ${contract}  ${tell.paint("dim", from)}`);
  }
  tell.say("event_trace stands first in plugins.toml and needs hook_trace, so it waits for it.");
  tell.checked(
    `${report.plugins.length} plugins started, no problems; every file they came from was installed by npm`,
  );
  return report;
}

/** @param {import("../record.mjs").StartupReport} report */
function expectStarted({ plugins, problems }) {
  const all = [...problems, ...plugins.flatMap((plugin) => plugin.problems)];
  const [first] = all;
  expect(first === undefined, `The host reports ${first?.code}: ${first?.message}`, first?.hint);
  const names = plugins.map(({ name }) => name);
  expect(
    [...names].sort().join() === expected.join(),
    `The host started ${names.join(", ")}, not what plugins.toml names.`,
  );
  for (const { name, state } of plugins) expect(state === "started", `The plugin ${name} is ${state}.`);
  for (const { name, dependencies } of plugins) {
    for (const other of dependencies) {
      expect(
        names.indexOf(other) < names.indexOf(name),
        `${name} was started before ${other}, which it depends on.`,
      );
    }
  }
}

/** @param {import("../record.mjs").StartupReport} report @param {string} entry @param {string} home */
function expectOutside({ plugins }, entry, home) {
  const files = [entry, ...plugins.flatMap((plugin) => (plugin.entry === undefined ? [] : [plugin.entry]))];
  expect(files.length >= expected.length, "The report does not say which files were imported.");
  const stray = files.find((file) => !toPath(file).startsWith(home + sep));
  expect(stray === undefined, `"${stray}" was imported, which npm did not install.`);
}

/** @param {string} file a path or a file URL */
function toPath(file) {
  return file.startsWith("file:") ? fileURLToPath(file) : file;
}
