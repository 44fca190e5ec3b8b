// @ts-check
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bin, toolEnvironment } from "../../scripts/checkout.mjs";
import { cleanEnvironment } from "../../scripts/clean-environment.mjs";
import { runCommand } from "../../scripts/run-command.mjs";

/** What the changed plugin appends to the system prompt, and did not before. */
export const newBehaviour = "[from the second release]";

/**
 * Changes what a plugin does, in its source: on activation it extends the system prompt.
 *
 * @param {string} sources folder with exactly one file that has an `activate` method
 */
export async function changePlugin(sources) {
  const method = /^\s*(?:(?:public|override|async) )*activate\s*\([^)]*\)\s*:\s*[\w<>]+\s*\{/m;
  const addition = `arguments[0].hooks.register("system_prompt_extend", (prompt: string) => prompt + "${newBehaviour}");`;
  const changed = [];
  for (const name of await readdir(sources, { recursive: true })) {
    if (!name.endsWith(".ts")) continue;
    const file = join(sources, name);
    const text = await readFile(file, "utf8");
    if (!method.test(text)) continue;
    await writeFile(
      file,
      text.replace(method, (found) => `${found}\n${addition}`),
    );
    changed.push(name);
  }
  if (changed.length !== 1)
    throw new Error(`${sources}: one activate method expected, found ${changed.length}.`);
}

/**
 * Does what a release does: the changeset in, the versions up.
 *
 * @param {string} checkout
 * @param {Record<string, "patch" | "minor" | "major">} bumps by package name
 */
export async function raiseVersions(checkout, bumps) {
  const folder = join(checkout, ".changeset");
  // What waits for the real next release would change the numbers.
  const waiting = (await readdir(folder)).filter((file) => file.endsWith(".md") && file !== "README.md");
  await Promise.all(waiting.map((file) => rm(join(folder, file))));

  const lines = Object.entries(bumps).map(([name, bump]) => `"${name}": ${bump}`);
  await writeFile(
    join(folder, "second-release.md"),
    `---\n${lines.join("\n")}\n---\n\nAdds a second release.\n`,
  );
  const env = toolEnvironment(checkout, cleanEnvironment());
  const { code, output } = await runCommand(bin("changeset", checkout), ["version"], { cwd: checkout, env });
  if (code !== 0) throw new Error(`changeset version failed.\n${output}`);
}
