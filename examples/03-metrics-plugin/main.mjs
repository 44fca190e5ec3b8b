// @ts-check
// Shows a Tether plugin that watches: it counts messages per user, passed to the engine in code. Run it with: npm start
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEngine } from "@asky/engine";
import { MetricsPlugin } from "./metrics-plugin.mjs";

const configDir = await mkdtemp(join(tmpdir(), "asky-example-"));
try {
  const metrics = new MetricsPlugin();
  const engine = buildEngine({ plugins: [metrics], configDir, directory: import.meta.dirname });
  await engine.startup();

  for (const userId of ["ada", "ada", "grace"]) {
    const { text } = await engine.handleMessage({ text: "What time is it?", userId });
    console.log(`${userId} asks for the time, and gets: ${text.split("\n", 1)[0]}`);
  }
  await engine.shutdown();

  console.log("Messages per user:", metrics.counts);
  assert.deepEqual(metrics.counts, { ada: 2, grace: 1 });
  const names = engine.report().plugins.map(({ name }) => name);
  console.log("In order of start:", names.join(", "));
  assert.deepEqual(names, ["audit", "metrics"]);
} finally {
  await rm(configDir, { recursive: true });
}
