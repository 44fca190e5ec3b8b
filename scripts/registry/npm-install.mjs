// @ts-check
import { runCommand } from "../run-command.mjs";

/**
 * Installs packages into a folder with npm, as a user would.
 *
 * @param {string} dir
 * @param {readonly string[]} specs for example `@asky/sdk@latest`; none installs what the manifest there asks for
 * @param {import("./start-registry.mjs").Registry} registry
 * @returns {Promise<string>} what npm printed
 */
export async function npmInstall(dir, specs, { env }) {
  const { code, output } = await runCommand("npm", ["install", ...specs], {
    cwd: dir,
    env,
    timeoutMs: 120_000,
  });
  if (code !== 0) throw new Error(`npm install ${specs.join(" ")} failed in ${dir}.\n${output}`);
  return output;
}
