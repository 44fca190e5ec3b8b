// @ts-check
// Shows what an existing agent loop needs to get plugins: 15 added lines, none changed. Run it with: npm start
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diffLines } from "./diff-lines.mjs";

const folder = import.meta.dirname;
const before = await readFile(join(folder, "agent.mjs"), "utf8");
const after = await readFile(join(folder, "agent-with-plugins.mjs"), "utf8");
const { added, removed } = diffLines(before, after);
console.log(`agent.mjs has ${before.trimEnd().split("\n").length} lines.`);
console.log(`agent-with-plugins.mjs has ${added.length} more; ${removed.length} were taken away:\n`);
console.log(added.map((line) => `  + ${line}`).join("\n"));
assert.ok(before.trimEnd().split("\n").length <= 60);
assert.ok(added.length <= 15);
assert.deepEqual(removed, []);

const configDir = await mkdtemp(join(tmpdir(), "asky-example-"));
try {
  // What "npm install asky-plugin-weather" does, and the lines that name the plugin and allow one of its tools.
  await mkdir(join(configDir, "node_modules"));
  const installed = join(configDir, "node_modules", "asky-plugin-weather");
  await symlink(join(folder, "plugin"), installed, "junction");
  await writeFile(
    join(configDir, "plugins.toml"),
    '[plugin.weather]\nenabled = true\nmodule = "asky-plugin-weather"\n',
  );
  await mkdir(join(configDir, "policies"));
  await writeFile(
    join(configDir, "policies", "weather.toml"),
    '[[rule]]\nname = "forecasts"\ntools = ["weather:forecast"]\naction = "allow"\n',
  );
  process.env.ASKY_CONFIG_DIR = configDir;

  const question = "Please add 19 and 23, then tell the forecast, and seed_clouds.";
  const user = { userId: "kim", chatId: "chat-1" };
  const agent = await import("./agent.mjs");
  const plain = await agent.ask(question, user);
  console.log(`\nWithout plugins:\n${plain.answer}`);
  assert.equal(plain.answer, 'add: {"sum":42}');

  const { ask, plugins } = await import("./agent-with-plugins.mjs");
  const { answer } = await ask(question, user);
  const lines = /** @type {string[]} */ (answer.split("\n"));
  console.log(
    `\nWith plugins:\n${lines.map((line) => `${line.slice(0, 100)}${line.length > 100 ? "…" : ""}`).join("\n")}`,
  );
  assert.equal(lines[0], "With pleasure.");
  assert.equal(lines[1], 'add: {"sum":42}');
  assert.match(lines[2] ?? "", /^forecast: .*"status":"done".*Tomorrow is sunny\./);
  assert.match(lines[3] ?? "", /^seed_clouds: .*"status":"denied"/);
  assert.doesNotMatch(answer, /It rains/);

  await plugins.eventBus.drain();
  const weather = /** @type {import("./plugin/index.mjs").WeatherPlugin | undefined} */ (
    plugins.getPlugin("weather")
  );
  console.log("\nThe plugin has seen:", weather?.seen.join(", "));
  assert.deepEqual(weather?.seen, ["tool.allowed forecast", "tool.denied seed_clouds"]);
  await plugins.deactivateAll();
} finally {
  await rm(configDir, { recursive: true });
}
