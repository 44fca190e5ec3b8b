// @ts-check
// Shows a plugin that throws while it is activated: what the report says, and who goes on. Run it with: npm start
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConsoleLogger, formatReport, PluginManager } from "@asky/manager";

const configDir = await mkdtemp(join(tmpdir(), "asky-example-"));
try {
  // What "npm install asky-plugin-weather" does, and the lines in plugins.toml that name its plugins.
  await mkdir(join(configDir, "node_modules"));
  const installed = join(configDir, "node_modules", "asky-plugin-weather");
  await symlink(join(import.meta.dirname, "plugin"), installed, "junction");
  await writeFile(
    join(configDir, "plugins.toml"),
    [
      ...["[plugin.weather_station]", "enabled = true", 'module = "asky-plugin-weather/station"', ""],
      ...["[plugin.forecast]", "enabled = true", 'module = "asky-plugin-weather/forecast"', ""],
      ...["[plugin.clock]", "enabled = true", 'module = "asky-plugin-weather/clock"', ""],
    ].join("\n"),
  );

  // The report says it all, so the log may be silent here.
  const manager = new PluginManager({}, configDir, { logger: createConsoleLogger({ level: "silent" }) });
  await manager.discoverAndLoad();
  await manager.activateAll();
  await manager.startAll();
  console.log(formatReport(manager.report()));

  const plugins = Object.fromEntries(manager.report().plugins.map((plugin) => [plugin.name, plugin]));
  assert.equal(plugins.weather_station?.state, "failed");
  assert.equal(plugins.forecast?.state, "skipped");
  assert.equal(plugins.clock?.state, "started");

  const [failure] = plugins.weather_station?.problems ?? [];
  assert.equal(failure?.code, "ACTIVATE_FAILED");
  assert.ok(failure?.causes?.includes("No weather station answers on the serial port."));
  assert.ok(plugins.weather_station?.entry?.endsWith("station.mjs"));
  assert.match(failure?.hint ?? "", /plugins\.toml/);
  assert.equal(plugins.forecast?.problems[0]?.code, "DEPENDENCY_FAILED");

  // What the failed plugin had registered before it threw is gone.
  const prompt = await manager.hookRegistry.invokeChain("system_prompt_extend", "You are an assistant.", {
    turn: { id: "turn-1", sessionId: "session-1", chatId: "chat-1", userId: "kim" },
    signal: new AbortController().signal,
    config: {},
    sessionId: "session-1",
  });
  console.log(`\nThe system prompt of those that work:\n${prompt}`);
  assert.equal(prompt, "You are an assistant.\nIt is noon.");
  await manager.deactivateAll();
} finally {
  await rm(configDir, { recursive: true });
}
