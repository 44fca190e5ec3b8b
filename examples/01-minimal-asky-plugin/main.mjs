// @ts-check
// Shows the smallest Asky plugin: it adds a sentence to the system prompt. Run it with: npm start
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatReport, PluginManager } from "@asky/manager";

const configDir = await mkdtemp(join(tmpdir(), "asky-example-"));
try {
  // What "npm install asky-plugin-hello" does, and the line in plugins.toml that names it.
  await mkdir(join(configDir, "node_modules"));
  const installed = join(configDir, "node_modules", "asky-plugin-hello");
  await symlink(join(import.meta.dirname, "plugin"), installed, "junction");
  await writeFile(
    join(configDir, "plugins.toml"),
    '[plugin.hello]\nenabled = true\nmodule = "asky-plugin-hello"\n',
  );

  const manager = new PluginManager({}, configDir);
  await manager.discoverAndLoad();
  await manager.activateAll();
  await manager.startAll();
  console.log(formatReport(manager.report()));

  const prompt = await manager.hookRegistry.invokeChain("system_prompt_extend", "You are an assistant.", {
    turn: { id: "turn-1", sessionId: "session-1", chatId: "chat-1", userId: "kim" },
    signal: new AbortController().signal,
    config: {},
    sessionId: "session-1",
  });
  console.log(`\nThe system prompt is now:\n${prompt}`);
  assert.equal(prompt, "You are an assistant.\nGreet the user first.");
  assert.ok(manager.isActive("hello"));

  await manager.deactivateAll();
  assert.equal(manager.isActive("hello"), false);
} finally {
  await rm(configDir, { recursive: true });
}
