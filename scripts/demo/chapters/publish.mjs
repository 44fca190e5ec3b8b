// @ts-check
import { fileURLToPath } from "node:url";
import { root, workspacePackages } from "../../checkout.mjs";
import { publishWorkspace, startRegistry } from "../../registry/index.mjs";
import { runCommand } from "../../run-command.mjs";
import { DemoFault, expect } from "../fault.mjs";
import { npmFault } from "../npm-fault.mjs";

/** Packages of third parties, each in a folder of its name. */
const thirdParties = ["asky-plugin-manners", "asky-plugin-trace"];

/** @typedef {{ name: string, version: string }} Published */

/**
 * Starts a registry of the demonstration's own. It is to be stopped by the caller.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 */
export async function openRegistry(tell) {
  try {
    return await tell.during("starting a registry", () => startRegistry());
  } catch (cause) {
    const hint = "The output above says why. npm must be on the PATH, and a port of 127.0.0.1 free.";
    throw new DemoFault("The local registry did not start.", hint, { output: messageOf(cause), cause });
  }
}

/**
 * Publishes every package of the checkout, and those of third parties.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../../registry/start-registry.mjs").Registry} registry
 */
export async function publish(tell, registry) {
  tell.say(
    `An empty registry listens on ${tell.paint("cyan", registry.url)}. Other names it takes from npm's;`,
  );
  tell.say("@asky/* and asky-plugin-* are known here only, and never looked up elsewhere.");
  const own = (await workspacePackages("packages")).filter(({ manifest }) => !manifest.private);
  await tell.during("publishing", async () => {
    await publishOwn(registry);
    for (const name of thirdParties) await publishThirdParty(name, registry);
  });

  const names = [...own.map(({ name }) => name), ...thirdParties];
  const published = await Promise.all(names.map((name) => lookUp(registry, name)));
  for (const { name, manifest } of own) {
    const { version } = published.find((one) => one.name === name) ?? {};
    expect(
      version === manifest.version,
      `The registry has ${name} ${version}, and the checkout ${manifest.version}.`,
    );
  }
  const versions = (/** @type {Published} */ { name, version }) => `${name} ${version}`;
  for (const line of inLines(published.map(versions), tell.width)) tell.say(line);
  tell.say(
    tell.paint(
      "dim",
      "The last two stand for third parties: three plugins, plain JavaScript, from scripts/demo.",
    ),
  );
  tell.checked(`${published.length} packages can be looked up by name`);
  return published;
}

/** @param {import("../../registry/start-registry.mjs").Registry} registry */
async function publishOwn(registry) {
  try {
    await publishWorkspace(root, registry);
  } catch (cause) {
    throw npmFault("The packages of this checkout were not published.", messageOf(cause));
  }
}

/** @param {string} name @param {import("../../registry/start-registry.mjs").Registry} registry */
async function publishThirdParty(name, { env }) {
  const cwd = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const { code, output } = await runCommand("npm", ["publish"], { cwd, env, timeoutMs: 60_000 });
  if (code !== 0) throw npmFault(`${name} was not published.`, output);
}

/** @param {import("../../registry/start-registry.mjs").Registry} registry @param {string} name @returns {Promise<Published>} */
async function lookUp({ url }, name) {
  const response = await fetch(`${url}${name.replace("/", "%2f")}`, { signal: AbortSignal.timeout(10_000) });
  expect(response.ok, `The registry does not have ${name}: it answered ${response.status}.`);
  const { "dist-tags": tags } = /** @type {any} */ (await response.json());
  return { name, version: tags.latest };
}

/** @param {readonly string[]} items @param {number} width */
function inLines(items, width) {
  /** @type {string[]} */
  const lines = [];
  for (const item of items) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + item.length + 3 <= width)
      lines[lines.length - 1] = `${line}   ${item}`;
    else lines.push(item);
  }
  return lines;
}

/** @param {unknown} cause */
function messageOf(cause) {
  return cause instanceof Error ? cause.message : String(cause);
}
