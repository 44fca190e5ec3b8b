import type { HostToolRegistry } from "@asky/gate";
import { TOOL_REGISTRY_BUILD, type TurnScope } from "@asky/sdk";
import type { TurnHost } from "./turn-host.ts";
import { untilAborted } from "./until-aborted.ts";

const DISABLED_TOOLS: readonly string[] = Object.freeze([]);

/** Collects the tools of one turn: the built-in ones, then those of the plugins, each through a view of its own. */
export async function buildTools(host: TurnHost, scope: TurnScope): Promise<HostToolRegistry> {
  const registry = host.gate.createRegistry();
  for (const tool of host.builtInTools) registry.register(tool);

  const views: { close(): void }[] = [];
  try {
    await untilAborted(
      host.hooks.invokeEach(
        TOOL_REGISTRY_BUILD,
        (plugin) => {
          const view = registry.forPlugin(plugin, { rename: host.toolRenames(plugin) });
          views.push(view);
          // A callback that is called after the turn was interrupted registers nothing.
          if (scope.signal.aborted) view.close();
          return { ...scope, registry: view, mode: "standard", disabledTools: DISABLED_TOOLS };
        },
        () => {},
      ),
      scope.signal,
    );
  } finally {
    for (const view of views) view.close();
  }
  return registry;
}
