// @ts-check
import { basename } from "node:path";
import { workspacePackages } from "../checkout.mjs";
import { cleanEnvironment } from "../clean-environment.mjs";
import { inParallel } from "../in-parallel.mjs";
import { runCommand } from "../run-command.mjs";
import { singleCheck, sumOutcomes } from "./outcome.mjs";

/**
 * Every example asserts its own result and exits non-zero when it is wrong.
 *
 * @type {import("./outcome.mjs").Step}
 */
export const examples = {
  name: "examples",
  async run(onLine) {
    const found = await workspacePackages("examples");
    return sumOutcomes(await inParallel(found, 1, (example) => runExample(example, onLine)));
  },
};

/**
 * @param {import("../checkout.mjs").WorkspacePackage} example
 * @param {import("./outcome.mjs").OnLine | undefined} onLine
 */
async function runExample({ folder, manifest }, onLine) {
  const title = `examples/${basename(folder)}`;
  const command = exampleCommand(manifest);
  if (command === undefined)
    return { passed: 0, failed: 1, output: `${title}: neither a start script nor main\n` };

  const [program, ...args] = command;
  const result = await runCommand(program, args, {
    cwd: folder,
    env: cleanEnvironment(),
    timeoutMs: 60_000,
    onLine,
  });
  const { output, ...counts } = singleCheck(result);
  return { ...counts, output: output ? `${title}: exit code ${result.code}\n${output}` : "" };
}

/** @param {Record<string, any>} manifest @returns {[string, ...string[]] | undefined} */
function exampleCommand({ scripts, main }) {
  if (scripts?.start) return ["npm", "run", "--silent", "start"];
  if (main) return [process.execPath, main];
  return undefined;
}
