// A host in a process of its own, for faults that strike the process: `node host.mjs <configDir> <trigger> [options]`.
// It prints what it has seen as one line of JSON, if it lives to.

import { openSync } from "node:fs";
import { createOwnerTracking, createServiceRegistry, formatReport, PluginManager } from "@asky/manager";

const [configDir, trigger, options = "{}"] = process.argv.slice(2);
const { watch } = JSON.parse(options);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const turn = { id: "t1", sessionId: "s1", chatId: "c1", userId: "u1" };

const seen = {};
const services = createServiceRegistry();
services.provide("witness", (plugin, what) => {
  const key = `${plugin} ${what}`;
  seen[key] = (seen[key] ?? 0) + 1;
});

const owners = createOwnerTracking();
const undoInstall = owners.install();
const undoWatch = watch && owners.watch(watch);
const manager = new PluginManager({}, configDir, { owners, services, logger: silent });
await manager.discoverAndLoad();
await manager.activateAll();
await manager.startAll();

if (trigger !== "none") {
  const session = Object.freeze({ sessionId: "s1", sessionName: "main", isNew: true, researchMode: false });
  await manager.hookRegistry.invoke(trigger, session);
  // What comes later comes within a few turns of the event loop; a watchdog takes its time.
  await turns(10);
  const end = performance.now() + 5000;
  while (watch && performance.now() < end && !isTold()) await turns(5);
}
const { signal } = new AbortController();
const context = { config: {}, sessionId: "s1", turn, signal };
const prompt = await manager.hookRegistry.invokeChain("system_prompt_extend", "", context);
const report = manager.report();
await manager.deactivateAll();
const lastReport = manager.report();
const printed = formatReport(lastReport);

undoWatch?.();
undoInstall();
// A plugin's timers and servers would keep the process alive for ever.
const story = { report, lastReport, printed, seen, prompt, canOpen: canOpen() };
process.stdout.write(`\n${JSON.stringify(story)}\n`, () => process.exit(0));

async function turns(count) {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 5));
}

function isTold() {
  return manager.report().plugins.some(({ problems }) => problems.length > 0);
}

function canOpen() {
  try {
    openSync(process.execPath, "r");
    return true;
  } catch (error) {
    return error.code;
  }
}
