// @ts-check
// npm test: sets the checkout up and runs every check there is.
//   npm test -- --only vitest,lint    runs some of the steps
//   npm test -- --verbose             shows what the steps print, as a terminal does anyway
import { parseArgs } from "node:util";
import { setUp } from "./setup.mjs";
import { lint, types } from "./test/code-style.mjs";
import { examples } from "./test/examples.mjs";
import { registry } from "./test/registry.mjs";
import { tarballs } from "./test/tarballs.mjs";
import { vitest } from "./test/vitest.mjs";

/**
 * Steps of one phase run side by side. Unit tests measure deadlines, so they have the machine to themselves.
 *
 * @type {import("./test/outcome.mjs").Step[][]}
 */
const phases = [[lint, types], [vitest], [registry, examples, tarballs]];

/** @typedef {import("./test/outcome.mjs").Outcome & { name: string, seconds: number }} StepReport */

const { values } = parseArgs({ options: { only: { type: "string" }, verbose: { type: "boolean" } } });
const isStreaming = values.verbose || process.stdout.isTTY;
const chosen = chooseSteps(values.only);
const started = performance.now();

/** @type {StepReport[]} */
const reports = [];
if (await setUp(streamFor("set-up"))) {
  for (const phase of phases) {
    reports.push(...(await Promise.all(phase.filter(({ name }) => chosen.has(name)).map(runStep))));
  }
} else {
  reports.push({ name: "set-up", passed: 0, failed: 1, seconds: (performance.now() - started) / 1000 });
}
summarize(reports);

/** @param {import("./test/outcome.mjs").Step} step @returns {Promise<StepReport>} */
async function runStep({ name, run }) {
  const start = performance.now();
  const outcome = await run(streamFor(name)).catch((error) => ({
    passed: 0,
    failed: 1,
    output: `${error.stack}\n`,
  }));
  /** @type {StepReport} */
  const report = { name, ...outcome, seconds: (performance.now() - start) / 1000 };
  console.log(describe(report));
  for (const figure of report.figures ?? []) console.log(`    ${figure}`);
  if (report.failed > 0 && !isStreaming) console.log(indent(report.output ?? ""));
  return report;
}

/** @param {string} name @returns {((line: string) => void) | undefined} */
function streamFor(name) {
  return isStreaming ? (line) => console.log(`${name} | ${line}`) : undefined;
}

/** @param {StepReport[]} all */
function summarize(all) {
  const passed = all.reduce((sum, report) => sum + report.passed, 0);
  const failed = all.reduce((sum, report) => sum + report.failed, 0);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `\nAll steps, in ${seconds.toFixed(1)} s:\n${all.map((report) => `  ${describe(report)}`).join("\n")}\n`,
  );
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

/** @param {StepReport} report */
function describe({ name, passed, failed, seconds }) {
  const verdict = failed === 0 ? "ok" : "FAILED";
  return `${name.padEnd(10)} ${verdict.padEnd(7)} ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`;
}

/** @param {string} text */
function indent(text) {
  return text.trimEnd().replace(/^/gm, "    ");
}

/** @param {string | undefined} only */
function chooseSteps(only) {
  const names = phases.flat().map(({ name }) => name);
  const wanted = only?.split(",") ?? names;
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`No step is called "${unknown.join('", "')}". Steps: ${names.join(", ")}.`);
    process.exit(2);
  }
  return new Set(wanted);
}
