// @ts-check
import { expect } from "../fault.mjs";

/**
 * Prints the start-up report as the manager puts it into words.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @returns {Promise<import("../record.mjs").StartupReport>}
 */
export async function showReport(tell, host) {
  const { report, tree } = await host.request("report", { color: tell.hasColor, width: tell.width });
  for (const { name } of report.plugins)
    expect(tree.includes(name), `The printed report does not name ${name}.`);
  tell.say(tree);
  return report;
}
