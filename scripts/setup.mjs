// @ts-check
// Brings a checkout to the point where everything runs: dependencies installed as locked, packages built.
// It installs only when a manifest or the lock file changed, and builds only what changed.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bin, root, toolEnvironment, workspacePackages } from "./checkout.mjs";
import { runCommand } from "./run-command.mjs";

const stampFile = join(root, "node_modules", ".installed-from");

/**
 * @param {(line: string) => void} [onLine] sees what the tools print
 * @returns {Promise<boolean>} whether the checkout is ready
 */
export async function setUp(onLine) {
  return (await install(onLine)) && (await build(onLine));
}

/** @param {(line: string) => void} [onLine] */
async function install(onLine) {
  const fingerprint = await manifestFingerprint();
  if (fingerprint === (await readFile(stampFile, "utf8").catch(() => ""))) return true;

  console.log("set-up: installing dependencies");
  const pnpm = join(root, "scripts", "pnpm.mjs");
  const installed = await runCommand(process.execPath, [pnpm, "install", "--frozen-lockfile"], {
    cwd: root,
    timeoutMs: 300_000,
    onLine,
  });
  if (!report("dependencies installed", installed, onLine)) return false;
  await writeFile(stampFile, fingerprint);
  return true;
}

/** @param {(line: string) => void} [onLine] */
async function build(onLine) {
  const logs = onLine ? "new-only" : "errors-only";
  const slow = setTimeout(() => console.log("set-up: building packages"), 1000);
  const built = await runCommand(bin("turbo"), ["run", "build", `--output-logs=${logs}`], {
    cwd: root,
    env: toolEnvironment(),
    timeoutMs: 480_000,
    onLine,
  });
  clearTimeout(slow);
  const [, cached, total] = /Cached:\s+(\d+) cached, (\d+) total/.exec(built.output) ?? [];
  const what = cached === total ? "build up to date" : `${Number(total) - Number(cached)} packages built`;
  return report(what, built, onLine);
}

/**
 * @param {string} success
 * @param {import("./run-command.mjs").CommandResult} result
 * @param {((line: string) => void) | undefined} onLine
 */
function report(success, { code, output, seconds }, onLine) {
  if (code !== 0) {
    if (onLine === undefined) console.log(output.trimEnd());
    console.log(`set-up: failed (${seconds.toFixed(1)} s)`);
    return false;
  }
  console.log(`set-up: ${success} (${seconds.toFixed(1)} s)`);
  return true;
}

async function manifestFingerprint() {
  const members = [...(await workspacePackages("packages")), ...(await workspacePackages("examples"))];
  const files = [
    ...["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml"].map((name) => join(root, name)),
    ...members.map(({ folder }) => join(folder, "package.json")),
  ];
  const hash = createHash("sha256").update(`${process.platform} ${process.arch} ${process.version}`);
  for (const file of files) hash.update(`\n${file}\n`).update(await readFile(file));
  return hash.digest("hex");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const isVerbose = process.argv.includes("--verbose");
  process.exitCode = (await setUp(isVerbose ? console.log : undefined)) ? 0 : 1;
}
