import {
  AskyPlugin,
  type AskyPluginContext,
  DAEMON_SERVER_REGISTER,
  type DaemonServerRegisterPayload,
  type DaemonServerSpec,
  type StandardSchema,
} from "@asky/sdk";
import manifest from "../package.json" with { type: "json" };
import { type GuiServerConfig, guiServerConfigSchema } from "./config.ts";
import { GuiConsole } from "./gui-console.ts";

/**
 * The plugin `gui_server`: adds the local web console to the host's daemon servers, and offers the service `gui`.
 *
 * Constructed by: hosts, from the roster. The console starts and stops with the daemon; it also stops with the plugin.
 *
 * @see docs/contracts.md#asky-7-3
 */
export class GuiServerPlugin extends AskyPlugin<GuiServerConfig> {
  override readonly name = "gui_server";
  override readonly version: string = manifest.version;
  override readonly configSchema: StandardSchema<unknown, GuiServerConfig> = guiServerConfigSchema;

  override activate(context: AskyPluginContext<GuiServerConfig>): void {
    const { config, dataDir, hooks, services, logger } = context;
    const console = new GuiConsole({ config, dataDir, services, logger });
    context.defer(() => console.stop());
    services.provide("gui", console);

    const spec: DaemonServerSpec = {
      name: this.name,
      start: () => console.start(),
      stop: () => console.stop(),
      isRunning: () => console.isRunning,
    };
    hooks.register(DAEMON_SERVER_REGISTER, function registerConsole(payload) {
      if (!isRegistered(spec, payload)) payload.servers.push(spec);
    });
  }
}

/** Hosts may copy a spec, so its functions tell whether it is ours. */
function isRegistered(
  spec: DaemonServerSpec,
  { servers, daemonService }: DaemonServerRegisterPayload,
): boolean {
  const known = [...servers, daemonService.getServer(spec.name)];
  return known.some((other) => other?.start === spec.start);
}
