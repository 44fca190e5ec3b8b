// @ts-check
// Shows a plugin that runs an HTTP server beside the host's daemon. Run it with: npm start
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEngine } from "@asky/engine";

const configDir = await mkdtemp(join(tmpdir(), "asky-example-"));
try {
  // What "npm install asky-plugin-clock-server" does, and the line in plugins.toml that names it.
  await mkdir(join(configDir, "node_modules"));
  const installed = join(configDir, "node_modules", "asky-plugin-clock-server");
  await symlink(join(import.meta.dirname, "plugin"), installed, "junction");
  await writeFile(
    join(configDir, "plugins.toml"),
    '[plugin.clock_server]\nenabled = true\nmodule = "asky-plugin-clock-server"\n',
  );

  const engine = buildEngine({ configDir, directory: configDir });
  await engine.startup();
  await engine.serve();
  const clock = engine.daemon.getServer("clock");
  console.log("Servers of the daemon:", engine.daemon.serverNames.join(", "));
  assert.deepEqual(engine.daemon.serverNames, ["clock"]);
  assert.equal(clock?.isRunning(), true);

  const url = engine.services.get("clock")?.url ?? "";
  const time = await (await fetch(url)).text();
  console.log(`The clock at ${url} says ${time}`);
  assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000);

  await engine.shutdown();
  assert.equal(clock?.isRunning(), false);
  await assert.rejects(fetch(url));
  console.log("After the shut-down nothing answers there any more.");
} finally {
  await rm(configDir, { recursive: true });
}
