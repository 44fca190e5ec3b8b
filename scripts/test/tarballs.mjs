// @ts-check
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { bin, workspacePackages } from "../checkout.mjs";
import { cleanEnvironment } from "../clean-environment.mjs";
import { inParallel } from "../in-parallel.mjs";
import { runCommand } from "../run-command.mjs";
import { temporaryFolder } from "../temporary-folder.mjs";
import { singleCheck, sumOutcomes } from "./outcome.mjs";

const packagesAtOnce = 2;

/**
 * What would be published, checked as the archive a user downloads: layout, exports and types.
 *
 * @type {import("./outcome.mjs").Step}
 */
export const tarballs = {
  name: "tarballs",
  async run(onLine) {
    const published = (await workspacePackages("packages")).filter(({ manifest }) => !manifest.private);
    return sumOutcomes(await inParallel(published, packagesAtOnce, (found) => checkPackage(found, onLine)));
  },
};

/**
 * @param {import("../checkout.mjs").WorkspacePackage} found
 * @param {import("./outcome.mjs").OnLine | undefined} onLine
 */
async function checkPackage({ folder, name }, onLine) {
  const destination = await temporaryFolder("pack");
  const options = { env: cleanEnvironment({ NO_COLOR: "1" }), timeoutMs: 60_000, onLine };
  const packed = await runCommand(bin("pnpm"), ["pack", "--pack-destination", destination], {
    ...options,
    cwd: folder,
  });
  const archive = (await readdir(destination)).find((file) => file.endsWith(".tgz"));
  if (packed.code !== 0 || archive === undefined) {
    return { passed: 0, failed: 1, output: `${name}: not packed\n${packed.output}` };
  }

  const tarball = join(destination, archive);
  return sumOutcomes([
    titled(`${name}: files`, await checkFiles(tarball, options)),
    titled(`${name}: publint`, singleCheck(await runCommand(bin("publint"), [tarball, "--strict"], options))),
    titled(
      `${name}: attw`,
      singleCheck(await runCommand(bin("attw"), [tarball, "--profile", "esm-only"], options)),
    ),
  ]);
}

const required = ["package.json", "README.md", "LICENSE"];
const allowed = /^package\/(package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/.+|schemas\/.+)$/;

/**
 * @param {string} tarball
 * @param {import("../run-command.mjs").CommandOptions} options
 * @returns {Promise<import("./outcome.mjs").Outcome>}
 */
async function checkFiles(tarball, options) {
  const listed = await runCommand("tar", ["-tzf", tarball], options);
  const files = listed.output.split("\n").filter((line) => line !== "");
  const faults = [
    ...required.filter((name) => !files.includes(`package/${name}`)).map((name) => `${name} is missing`),
    ...files.filter((file) => !allowed.test(file)).map((file) => `${file} does not belong there`),
  ];
  if (listed.code !== 0) faults.push(listed.output);
  if (faults.length === 0) return { passed: 1, failed: 0 };
  return { passed: 0, failed: 1, output: `${faults.join("\n")}\n` };
}

/** @param {string} title @param {import("./outcome.mjs").Outcome} outcome */
function titled(title, outcome) {
  return outcome.failed === 0 ? outcome : { ...outcome, output: `${title}\n${outcome.output}` };
}
