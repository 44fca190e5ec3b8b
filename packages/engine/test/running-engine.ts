import { buildEngine, type Engine, type EngineOptions } from "@asky/engine";
import { createConsoleLogger } from "@asky/manager";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

export const silent = createConsoleLogger({ level: "silent" });

/** Makes an engine on a config dir and a folder of its own; it is shut down when the test is over. */
export async function makeEngine(options: EngineOptions = {}): Promise<Engine> {
  const configDir = options.configDir ?? (await temporaryFolder());
  const directory = options.directory ?? configDir;
  const engine = buildEngine({ logger: silent, ...options, configDir, directory });
  onTestFinished(async () => {
    await engine.shutdown();
  });
  return engine;
}

/** The same, started. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const engine = await makeEngine(options);
  await engine.startup();
  return engine;
}
