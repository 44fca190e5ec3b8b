// A host for tests that need a process of their own: what it prints last is its report, as JSON.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOwnerTracking, PluginManager } from "@asky/manager";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export const owners = createOwnerTracking();

/** An Asky plugin that is isolated when it fails. */
export function plugin(name, activate, more = {}) {
  return { plugin: { name, activate, ...more }, onFailure: "isolate" };
}

/** Starts plugins in a fresh manager, with the owners tracked. */
export async function start(plugins, options = {}) {
  const configDir = mkdtempSync(join(tmpdir(), "asky-owners-"));
  const manager = new PluginManager({}, configDir, { plugins, logger: silent, owners, ...options });
  await manager.discoverAndLoad();
  await manager.activateAll();
  await manager.startAll();
  return manager;
}

/** Prints what became of the plugins. */
export function printReport(manager) {
  const { plugins, problems } = manager.report();
  console.log(JSON.stringify({ plugins, problems }));
}

/** Lets the event loop turn a number of times. */
export async function turns(count = 20) {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
}
