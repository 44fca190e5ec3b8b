// @ts-check
// Releases a copy of this checkout to a registry of its own, installs it in an empty project as a user would, then
// releases a changed plugin and upgrades to it. The copy is of the working tree, so uncommitted changes count.
import assert from "node:assert/strict";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { root, workspacePackages } from "../../scripts/checkout.mjs";
import { cleanEnvironment } from "../../scripts/clean-environment.mjs";
import { npmInstall, publishWorkspace, startRegistry } from "../../scripts/registry/index.mjs";
import { runCommand } from "../../scripts/run-command.mjs";
import { temporaryFolder } from "../../scripts/temporary-folder.mjs";
import { copyCheckout } from "./copy-checkout.mjs";
import { changePlugin, newBehaviour, raiseVersions } from "./release-again.mjs";

const plugin = "@asky/plugin-persona";
const host = ["@asky/cli", "@asky/engine", "@asky/manager", "@asky/plugin-audit", "@asky/plugin-gui-server"];
const roster = {
  manual_persona_creator: "@asky/plugin-persona/creator",
  persona_manager: "@asky/plugin-persona/manager",
};

describe("publish and upgrade", { timeout: 450_000 }, () => {
  /** @type {import("../../scripts/registry/start-registry.mjs").Registry} */
  let registry;
  /** @type {string} */
  let copy;
  /** @type {string} */
  let project;
  /** @type {Awaited<ReturnType<typeof publishedPackages>>} */
  let firstRelease;

  before(async () => {
    [registry, copy, project] = await Promise.all([
      startRegistry(),
      temporaryFolder("copy"),
      temporaryFolder("project"),
    ]);
    await copyCheckout(copy);
    await makeProject(project);
  });
  after(() => registry?.stop());

  it("a copy of the checkout sets itself up", () => setUpCopy(copy));

  it("every public package is published", async () => {
    firstRelease = await publishedPackages(copy);
    await publishWorkspace(copy, registry);
    for (const [name, { version }] of firstRelease) {
      assert.ok((await packument(registry, name)).versions[version], `${name}@${version}`);
    }
  });

  it("no published manifest asks for workspace: or catalog:", async () => {
    for (const [name, { version }] of firstRelease) {
      const { dependencies, peerDependencies } = (await packument(registry, name)).versions[version];
      assert.doesNotMatch(JSON.stringify({ dependencies, peerDependencies }), /workspace:|catalog:/, name);
    }
  });

  it("npm installs host and plugins into an empty project", async () => {
    await npmInstall(project, [...host, plugin], registry);
    assert.equal(await installedVersion(project, plugin), firstRelease.get(plugin)?.version);
  });

  it("the roster's plugins are loaded from there, and nothing from the checkout", async () => {
    const { inactive, modules, prompt, report } = await loadPlugins(project);
    assert.deepEqual(inactive, [], JSON.stringify(report, null, 2));
    assert.ok(!prompt.includes(newBehaviour), prompt);
    for (const name of [plugin, "@asky/engine", "@asky/manager", "@asky/sdk"]) {
      const folder = join(project, "node_modules", name) + sep;
      assert.ok(
        modules.some((file) => file.startsWith(folder)),
        `nothing was loaded from ${folder}`,
      );
    }
    assert.deepEqual(
      modules.filter((file) => !file.startsWith(project + sep)),
      [],
    );
  });

  it("the installed command answers a question", async () => {
    const asky = join(project, "node_modules", ".bin", "asky");
    const env = cleanEnvironment({ ASKY_CONFIG_DIR: join(project, "asky") });
    const run = (/** @type {string[]} */ ...args) =>
      runCommand(asky, args, { cwd: project, env, timeoutMs: 30_000 });
    const version = await run("--version");
    assert.equal(version.output.trim(), firstRelease.get("@asky/cli")?.version);
    const { code, output } = await run("ask", "What time is it in Tokyo?");
    assert.equal(code, 0, output);
    assert.match(output, /Asia\/Tokyo/);
  });

  it("a minor of the SDK and of one plugin makes no major and moves no peer range", async () => {
    await changePlugin(join(copy, "packages", "plugin-persona", "src", "manager"));
    await raiseVersions(copy, { [plugin]: "minor", "@asky/sdk": "minor" });
    const next = await publishedPackages(copy);
    for (const [name, { version, peerDependencies }] of next) {
      const previous = firstRelease.get(name);
      assert.equal(major(version), major(previous?.version), `${name}@${version}`);
      assert.deepEqual(peerDependencies, previous?.peerDependencies, name);
    }
    assert.equal(next.get(plugin)?.version, nextMinor(firstRelease.get(plugin)?.version));
    assert.equal(next.get("@asky/sdk")?.version, nextMinor(firstRelease.get("@asky/sdk")?.version));
    assert.equal(next.get("@asky/manager")?.version, next.get("@asky/sdk")?.version);
  });

  it("the changed packages are published", async () => {
    await setUpCopy(copy);
    await publishWorkspace(copy, registry);
    const { version } = (await publishedPackages(copy)).get(plugin) ?? {};
    assert.equal((await packument(registry, plugin))["dist-tags"].latest, version);
  });

  it("npm installs the plugin's new version beside the old host", async () => {
    await npmInstall(project, [`${plugin}@latest`], registry);
    assert.equal(await installedVersion(project, plugin), nextMinor(firstRelease.get(plugin)?.version));
    assert.equal(await installedVersion(project, "@asky/engine"), firstRelease.get("@asky/engine")?.version);
  });

  it("the upgraded plugin does what is new", async () => {
    const { inactive, prompt, report } = await loadPlugins(project);
    assert.deepEqual(inactive, [], JSON.stringify(report, null, 2));
    assert.ok(prompt.endsWith(newBehaviour), prompt);
  });
});

/** @param {string} copy */
async function setUpCopy(copy) {
  const script = join(copy, "scripts", "setup.mjs");
  const options = { cwd: copy, env: cleanEnvironment(), timeoutMs: 180_000 };
  const { code, output } = await runCommand(process.execPath, [script], options);
  assert.equal(code, 0, output);
}

/** @param {string} checkout @returns {Promise<Map<string, Record<string, any>>>} manifests by name */
async function publishedPackages(checkout) {
  const all = await workspacePackages("packages", checkout);
  return new Map(
    all.filter(({ manifest }) => !manifest.private).map(({ name, manifest }) => [name, manifest]),
  );
}

/** @param {string} project */
async function makeProject(project) {
  const entries = Object.entries(roster).map(([name, module]) => `[plugin.${name}]\nmodule = "${module}"\n`);
  await cp(fileURLToPath(new URL("consumer/", import.meta.url)), project, { recursive: true });
  await mkdir(join(project, "config"));
  await writeFile(join(project, "config", "plugins.toml"), entries.join("\n"));
  await writeFile(join(project, "package.json"), `${JSON.stringify({ name: "consumer", private: true })}\n`);
}

/** @param {string} project */
async function loadPlugins(project) {
  const args = [
    "--import",
    "./loaded-modules.mjs",
    "load-plugins.mjs",
    join(project, "config"),
    ...Object.keys(roster),
  ];
  const options = { cwd: project, env: cleanEnvironment(), timeoutMs: 30_000 };
  const { code, output } = await runCommand(process.execPath, args, options);
  assert.equal(code, 0, output);
  const lastLine = output.trimEnd().split("\n").at(-1) ?? "";
  /** @type {{ prompt: string, inactive: string[], report: unknown, modules: string[] }} */
  const result = JSON.parse(lastLine);
  assert.ok(result.modules.every((file) => !file.startsWith(root)));
  return result;
}

/** @param {import("../../scripts/registry/start-registry.mjs").Registry} registry @param {string} name */
async function packument({ url }, name) {
  const response = await fetch(`${url}${name.replace("/", "%2f")}`, { signal: AbortSignal.timeout(10_000) });
  assert.equal(response.status, 200, name);
  return /** @type {Promise<Record<string, any>>} */ (response.json());
}

/** @param {string} project @param {string} name */
async function installedVersion(project, name) {
  const manifest = join(project, "node_modules", name, "package.json");
  return JSON.parse(await readFile(manifest, "utf8")).version;
}

const major = (version = "") => version.split(".")[0];

function nextMinor(version = "") {
  const [majorPart, minorPart] = version.split(".");
  return `${majorPart}.${Number(minorPart) + 1}.0`;
}
