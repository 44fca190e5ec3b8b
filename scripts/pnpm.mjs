// Runs the pinned pnpm with the given arguments, on a machine that may have none: node scripts/pnpm.mjs install
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";

const onWindows = process.platform === "win32";
const root = new URL("../", import.meta.url);
const args = process.argv.slice(2);

/** @returns {string} the exact version in the `packageManager` field */
function pinnedVersion() {
  const { packageManager } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
  const version = /^pnpm@(\d+\.\d+\.\d+)$/.exec(packageManager)?.[1];
  if (version === undefined) throw new Error(`package.json: "packageManager" must be an exact pnpm version.`);
  return version;
}

function versionOnPath() {
  const probe = spawnSync("pnpm", ["--version"], { encoding: "utf8", shell: onWindows, timeout: 10_000 });
  return probe.status === 0 ? probe.stdout.trim() : undefined;
}

/** The environment without what an outer `npm run` or `npm exec` would impose on the inner one. */
function cleanEnvironment() {
  const leaked = new Set(["npm_config_package", "npm_config_local_prefix", "npm_config_prefix"]);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !leaked.has(name.toLowerCase())));
}

const pin = pinnedVersion();
const [command, commandArgs] =
  versionOnPath() === pin
    ? ["pnpm", args]
    : // --yes: without a terminal npm would cancel instead of asking.
      ["npm", ["exec", "--yes", `--package=pnpm@${pin}`, "--", "pnpm", ...args]];

const child = spawn(command, commandArgs, { stdio: "inherit", shell: onWindows, env: cleanEnvironment() });
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
  process.on(signal, () => child.kill(signal));

child.on("error", (error) => {
  console.error(`${command} could not be started: ${error.message}`);
  process.exitCode = 127;
});
child.on("exit", (code, signal) => {
  process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
});
