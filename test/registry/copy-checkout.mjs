// @ts-check
import { cp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { root } from "../../scripts/checkout.mjs";
import { runCommand } from "../../scripts/run-command.mjs";

/**
 * Copies the checkout as it is now, uncommitted changes included, ignored files left out.
 *
 * @param {string} destination an existing folder
 */
export async function copyCheckout(destination) {
  // Files may belong to another user, as in a container.
  const trust = `safe.directory=${resolve(root)}`;
  const args = ["-c", trust, "ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const { code, output } = await runCommand("git", args, { cwd: root });
  if (code !== 0) throw new Error(`git does not list the files of ${root}.\n${output}`);

  const files = output.split("\0").filter((file) => file !== "");
  await Promise.all(files.map((file) => copyIfPresent(join(root, file), join(destination, file))));
  // Spares the copy the build of what did not change; the build tool checks that by content.
  await copyIfPresent(join(root, ".turbo", "cache"), join(destination, ".turbo", "cache"));
}

/** @param {string} from @param {string} to */
async function copyIfPresent(from, to) {
  await cp(from, to, { recursive: true, verbatimSymlinks: true }).catch((error) => {
    // Listed by git, but deleted in the working tree.
    if (error.code !== "ENOENT") throw error;
  });
}
