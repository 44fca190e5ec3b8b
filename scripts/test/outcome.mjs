// @ts-check

/**
 * @typedef {object} Outcome what one step found
 * @property {number} passed
 * @property {number} failed
 * @property {string} [output] shown when something failed
 * @property {readonly string[]} [figures] shown always: what was measured or counted, a line each
 *
 * @typedef {(line: string) => void} OnLine
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {(onLine: OnLine | undefined) => Promise<Outcome>} run
 */

/**
 * The outcome of a command that is one check by itself.
 *
 * @param {import("../run-command.mjs").CommandResult} result
 * @returns {Outcome}
 */
export function singleCheck({ code, output }) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, output };
}

/**
 * The outcome of a command that counts its own checks. A run that failed without a failing check, or that checked
 * nothing, still fails.
 *
 * @param {import("../run-command.mjs").CommandResult} result
 * @param {{ passed: number, failed: number }} counts
 * @returns {Outcome}
 */
export function countedChecks({ code, output }, { passed, failed }) {
  if (code === 0 && failed === 0 && passed > 0) return { passed, failed };
  const note = passed + failed === 0 ? "\nNothing was checked.\n" : "";
  return { passed, failed: Math.max(failed, 1), output: output + note };
}

/**
 * Adds up the outcomes of many checks; none at all is a failure.
 *
 * @param {readonly Outcome[]} outcomes
 * @returns {Outcome}
 */
export function sumOutcomes(outcomes) {
  if (outcomes.length === 0) return { passed: 0, failed: 1, output: "Nothing was checked.\n" };
  const sum = (/** @type {"passed" | "failed"} */ key) =>
    outcomes.reduce((total, one) => total + one[key], 0);
  return {
    passed: sum("passed"),
    failed: sum("failed"),
    output: outcomes.map(({ output = "" }) => output).join(""),
  };
}
