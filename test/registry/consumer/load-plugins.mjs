// @ts-check
// A host in an empty project: takes the roster of the folder given, loads it, and prints what came of it.
import "@asky/engine";
import { PluginManager } from "@asky/manager";
import { loadedModules } from "./loaded-modules.mjs";

const [configDir = "", ...names] = process.argv.slice(2);
const manager = new PluginManager({}, configDir);
await manager.discoverAndLoad();
await manager.activateAll();
await manager.startAll();

const prompt = await manager.hookRegistry.invokeChain("system_prompt_extend", "prompt", {
  config: {},
  sessionId: "s1",
  turn: { id: "t1", sessionId: "s1", chatId: "c1", userId: "u1" },
  signal: new AbortController().signal,
});
const inactive = names.filter((name) => !manager.isActive(name));
const report = manager.report();
await manager.deactivateAll();

console.log(JSON.stringify({ prompt, inactive, report, modules: loadedModules() }));
