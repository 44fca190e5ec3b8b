// @ts-check
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bin, root } from "../checkout.mjs";
import { cleanEnvironment } from "../clean-environment.mjs";
import { runCommand } from "../run-command.mjs";
import { temporaryFolder } from "../temporary-folder.mjs";
import { countedChecks } from "./outcome.mjs";

/** @type {import("./outcome.mjs").Step} */
export const vitest = {
  name: "vitest",
  async run(onLine) {
    const report = join(await temporaryFolder("vitest"), "report.json");
    const result = await runCommand(
      bin("vitest"),
      ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
      { cwd: root, env: cleanEnvironment({ NO_COLOR: "1" }), timeoutMs: 600_000, onLine },
    );
    return { ...countedChecks(result, await readCounts(report)), figures: findFigures(result.output) };
  },
};

/** A test that counts something for the reader prints it on a line of its own that begins with "figure: ". */
const FIGURE = /^figure: (.+)$/gm;

/** @param {string} output */
function findFigures(output) {
  return Array.from(output.matchAll(FIGURE), ([, figure = ""]) => figure).sort();
}

/** @param {string} file */
async function readCounts(file) {
  const text = await readFile(file, "utf8").catch(() => "{}");
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = JSON.parse(text);
  // A file that cannot be loaded has no tests that could fail.
  const brokenFiles = testResults.filter(
    (/** @type {any} */ file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length };
}
