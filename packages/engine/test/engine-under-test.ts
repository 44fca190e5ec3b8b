import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildEngine } from "@asky/engine";
import type { HostUnderTest } from "@asky/sdk";
import { silent } from "./running-engine.ts";

/** The reference host as the contract suite drives it, through what every embedder has. */
export const engineUnderTest: HostUnderTest = {
  name: "@asky/engine",
  takesClock: true,

  async start(plugins, { configDir, config, clock, allowedTools }) {
    const rule = `[[rule]]\nname = "contract"\ntools = ${JSON.stringify(allowedTools)}\naction = "allow"\n`;
    await mkdir(join(configDir, "policies"));
    await writeFile(join(configDir, "policies", "contract.toml"), allowedTools.length === 0 ? "" : rule);
    const engine = buildEngine({
      configDir,
      directory: configDir,
      config,
      clock,
      logger: silent,
      plugins: plugins.map((plugin) => ({ plugin, onFailure: "isolate" })),
    });
    await engine.startup();
    const { hooks, eventBus, services } = engine;
    return {
      hooks,
      eventBus,
      services,
      report: () => engine.report(),
      async openTurn({ id: turnId, ...info }, signal) {
        const turn = await engine.openTurn({ turnId, ...info, signal });
        return { registry: turn.registry, dispatch: async (call) => (await turn.dispatch(call)).result };
      },
      async stop() {
        await engine.shutdown();
      },
    };
  },
};
