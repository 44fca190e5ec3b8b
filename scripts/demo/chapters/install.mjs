// @ts-check
import { cp, mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { npmInstall } from "../../registry/index.mjs";
import { DemoFault, expect } from "../fault.mjs";
import { npmFault } from "../npm-fault.mjs";

const hostPackages = ["@asky/engine", "@asky/manager"];
const pluginPackages = [
  "@asky/plugin-persona",
  "@asky/plugin-gui-server",
  "asky-plugin-manners",
  "asky-plugin-trace",
];

/** The config folder is a project of its own, so that plugins are installed and updated like anything else. */
const configProject = { name: "asky-config", version: "1.0.0", private: true };

/**
 * @typedef {object} Installation
 * @property {string} hostFolder
 * @property {string} configDir
 * @property {readonly import("../record.mjs").InstalledPackage[]} packages ours, each once
 * @property {Readonly<Record<string, readonly string[]>>} toolsOf the tools of each plugin, as its manifest says
 */

/**
 * Installs a host and plugins by name into two new folders.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {string} home
 * @param {import("../../registry/start-registry.mjs").Registry} registry
 * @returns {Promise<Installation>}
 */
export async function install(tell, home, registry) {
  const hostFolder = join(home, "host");
  const configDir = join(home, "config");
  await cp(templateOf("host"), hostFolder, { recursive: true });
  await cp(templateOf("config"), configDir, { recursive: true });
  await writeFile(join(configDir, "package.json"), `${JSON.stringify(configProject, undefined, 2)}\n`);
  await mkdir(join(home, "outside"));

  await tell.during("npm install, in the host's folder and in the config folder", () =>
    settleBoth(
      runInstall(hostFolder, hostPackages, registry),
      runInstall(configDir, pluginPackages, registry),
    ),
  );
  const host = await readInstalled(hostFolder);
  const config = await readInstalled(configDir);
  for (const { folder } of [...host, ...config]) {
    const real = await realpath(folder);
    expect(real.startsWith(home + sep), `"${folder}" leads out of the temporary folder, to "${real}".`);
  }

  const show = (
    /** @type {string} */ where,
    /** @type {readonly string[]} */ names,
    /** @type {number} */ count,
  ) => {
    tell.say(`${where.padEnd(7)} ${tell.paint("cyan", `npm install ${names.join(" ")}`)}`);
    tell.say(`${" ".repeat(8)}${tell.paint("dim", `${count} packages in ${where}/node_modules`)}`);
  };
  show("host", hostPackages, host.length);
  show("config", pluginPackages, config.length);
  tell.say("config/plugins.toml names the plugins, config/policies/tools.toml what tools may do.");
  tell.checked("all of it lies in a temporary folder, and nothing in it leads back to this checkout");

  const ours = [...host, ...config].filter(({ manifest }) => isOurs(manifest.name));
  return { hostFolder, configDir, packages: describePackages(ours), toolsOf: collectTools(ours) };
}

/** @param {string} name */
function templateOf(name) {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

/**
 * Waits for both also when one fails, so that nothing is still writing when the folder is removed.
 *
 * @param {...Promise<unknown>} installs
 */
async function settleBoth(...installs) {
  for (const outcome of await Promise.allSettled(installs)) {
    if (outcome.status === "rejected") throw outcome.reason;
  }
}

/** @param {string} folder @param {readonly string[]} names @param {import("../../registry/start-registry.mjs").Registry} registry */
async function runInstall(folder, names, registry) {
  try {
    await npmInstall(folder, names, registry);
  } catch (cause) {
    throw npmFault(`npm install ${names.join(" ")} failed.`, String(/** @type {Error} */ (cause).message));
  }
}

/** @typedef {{ folder: string, manifest: Record<string, any> }} Installed */

/** What npm says that it has installed, read back. @param {string} folder @returns {Promise<Installed[]>} */
async function readInstalled(folder) {
  const lock = await readJson(join(folder, "package-lock.json"));
  const paths = Object.keys(lock.packages).filter((path) => path !== "");
  return await Promise.all(
    paths.map(async (path) => ({
      folder: join(folder, path),
      manifest: await readJson(join(folder, path, "package.json")),
    })),
  );
}

/** @param {string} file @returns {Promise<Record<string, any>>} */
async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new DemoFault(
      `"${file}", which npm should have written, cannot be read.`,
      "Run it again; see npm --version, which should be 10 or later.",
      { cause },
    );
  }
}

/** @param {string} name */
function isOurs(name) {
  return name.startsWith("@asky/") || name.startsWith("asky-plugin-");
}

/** @param {readonly Installed[]} installed @returns {import("../record.mjs").InstalledPackage[]} */
function describePackages(installed) {
  const byName = new Map(installed.map(({ manifest }) => [manifest.name, manifest]));
  const known = (/** @type {object | undefined} */ names) =>
    Object.keys(names ?? {}).filter((name) => byName.has(name));
  return [...byName.values()].map(({ name, version, dependencies, peerDependencies }) => ({
    name,
    version,
    dependencies: known(dependencies),
    peers: known(peerDependencies),
  }));
}

/** @param {readonly Installed[]} installed */
function collectTools(installed) {
  const plugins = installed.flatMap(({ manifest }) => Object.entries(manifest.asky?.plugins ?? {}));
  return Object.fromEntries(
    plugins.map(([name, plugin]) => [name, /** @type {string[]} */ (plugin.tools ?? [])]),
  );
}
