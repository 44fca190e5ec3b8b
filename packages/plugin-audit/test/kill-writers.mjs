// @ts-check
// Starts processes that write to one log, and kills each of them in the middle of it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @param {string} directory of the log
 * @param {number} kills
 * @param {(below: number) => number} random
 * @returns {Promise<string[]>} the call ids of every record that a writer was told is written
 */
export async function killWriters(directory, kills, random) {
  const folder = await mkdtemp(join(tmpdir(), "asky-writer-"));
  try {
    const writer = await bundleWriter(folder);
    /** @type {string[]} */
    const acknowledged = [];
    let started = 0;
    const lane = async () => {
      while (started < kills) {
        started += 1;
        acknowledged.push(...(await killOne(writer, directory, started, 1 + random(20))));
      }
    };
    await Promise.all([lane(), lane()]);
    return acknowledged;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The writer as one file: a process that reads one small file is sooner where it can be killed.
 *
 * @param {string} folder
 */
async function bundleWriter(folder) {
  const { build } = createRequire(import.meta.resolve("tsup"))("esbuild");
  const outfile = join(folder, "writer.mjs");
  const entryPoints = [fileURLToPath(new URL("fixtures/write-until-killed.mjs", import.meta.url))];
  await build({ entryPoints, outfile, bundle: true, minify: true, platform: "node", format: "esm" });
  return outfile;
}

/**
 * Kills a writer after so many chunks of its output, which is anywhere in its next writes.
 *
 * @param {string} writer
 * @param {string} directory
 * @param {number} round
 * @param {number} chunks
 */
async function killOne(writer, directory, round, chunks) {
  const child = spawn(process.execPath, [writer, directory, `${round}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  let heard = 0;
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (/** @type {string} */ text) => {
    output += text;
    heard += 1;
    if (heard === chunks) child.kill("SIGKILL");
  });
  await once(child, "close");
  return output.split("\n").slice(0, -1);
}
