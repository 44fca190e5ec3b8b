// @ts-check
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../checkout.mjs";
import { cleanEnvironment } from "../clean-environment.mjs";
import { runCommand } from "../run-command.mjs";
import { temporaryFolder } from "../temporary-folder.mjs";
import { countedChecks } from "./outcome.mjs";

/**
 * The tests that publish to a registry of their own and install from it.
 *
 * @type {import("./outcome.mjs").Step}
 */
export const registry = {
  name: "registry",
  async run(onLine) {
    const folder = join(root, "test", "registry");
    const files = (await readdir(folder)).filter((file) => file.endsWith(".test.mjs"));
    const tap = join(await temporaryFolder("registry-report"), "report.tap");
    const reporters = [
      ["--test-reporter=spec", "--test-reporter-destination=stdout"],
      ["--test-reporter=tap", `--test-reporter-destination=${tap}`],
    ].flat();
    const result = await runCommand(process.execPath, ["--test", ...reporters, ...files], {
      cwd: folder,
      env: cleanEnvironment({ NO_COLOR: "1" }),
      timeoutMs: 480_000,
      onLine,
    });
    return countedChecks(result, readCounts(await readFile(tap, "utf8").catch(() => "")));
  },
};

/** @param {string} tap */
function readCounts(tap) {
  const total = (/** @type {string} */ word) =>
    Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(tap)?.[1] ?? 0);
  return { passed: total("pass"), failed: total("fail") + total("cancelled") };
}
