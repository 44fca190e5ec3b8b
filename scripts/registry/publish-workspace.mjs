// @ts-check
import { bin } from "../checkout.mjs";
import { runCommand } from "../run-command.mjs";

/**
 * Publishes every public package of a workspace whose version the registry does not have yet. pnpm does it, since
 * it is pnpm that rewrites `workspace:` and `catalog:`.
 *
 * @param {string} dir root of the workspace
 * @param {import("./start-registry.mjs").Registry} registry
 * @returns {Promise<string>} what pnpm printed
 */
export async function publishWorkspace(dir, { env }) {
  const args = ["--recursive", "publish", "--no-git-checks"];
  const { code, output } = await runCommand(bin("pnpm"), args, { cwd: dir, env, timeoutMs: 60_000 });
  if (code !== 0) throw new Error(`${dir} was not published.\n${output}`);
  return output;
}
