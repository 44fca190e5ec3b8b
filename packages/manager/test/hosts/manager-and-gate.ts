import { createGate, type HostToolRegistry, parsePolicy } from "@asky/gate";
import { PluginManager } from "@asky/manager";
import type { HostUnderTest, RunningHost, TurnInfo, TurnUnderTest } from "@asky/sdk";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Our own parts as one host: the manager with the gate. */
export const managerAndGate: HostUnderTest = {
  name: "@asky/manager with @asky/gate",
  takesClock: true,

  async start(plugins, { configDir, config, clock, allowedTools }): Promise<RunningHost> {
    const manager = new PluginManager(config, configDir, {
      plugins: plugins.map((plugin) => ({ plugin, onFailure: "isolate" })),
      clock,
      logger: silent,
    });
    const { hookRegistry: hooks, eventBus, services } = manager;
    const rule = `[[rule]]\nname = "contract"\ntools = ${JSON.stringify(allowedTools)}\naction = "allow"\n`;
    const { policy } = parsePolicy(allowedTools.length === 0 ? "" : rule, "contract.toml");
    const gate = createGate({ hooks, eventBus, policy, report: (problem) => manager.reportProblem(problem) });
    await manager.discoverAndLoad();
    await manager.activateAll();
    await manager.startAll();

    async function collectTools(turn: TurnInfo, signal: AbortSignal): Promise<HostToolRegistry> {
      const registry = gate.createRegistry();
      const views: { close(): void }[] = [];
      await hooks.invokeEach(
        "tool_registry_build",
        (plugin) => {
          const view = registry.forPlugin(plugin);
          views.push(view);
          return { turn, signal, registry: view, mode: "standard", disabledTools: [] };
        },
        () => {},
      );
      for (const view of views) view.close();
      return registry;
    }

    async function openTurn(info: TurnInfo, signal: AbortSignal): Promise<TurnUnderTest> {
      const registry = await collectTools(info, signal);
      const turn = { info, registry, directory: configDir, allowedDirs: [], signal };
      return { registry, dispatch: async (call) => (await gate.dispatch(call, turn)).result };
    }

    return {
      hooks,
      eventBus,
      services,
      report: () => manager.report(),
      openTurn,
      stop: () => manager.deactivateAll(),
    };
  },
};
