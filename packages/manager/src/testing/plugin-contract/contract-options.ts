import type { HostConfig, JsonObject, ServiceMap } from "@asky/sdk";
import type { PassedPlugin } from "../../manager/passed-plugin.ts";

/** What {@link runPluginContract} takes besides the plugin. All of it optional. */
export interface PluginContractOptions {
  /** A configuration with which the plugin works and uses all it has. @defaultValue none, and `port = 0` if it has a port */
  readonly config?: JsonObject;
  /** The configuration of the host. @defaultValue `{}` */
  readonly hostConfig?: HostConfig;
  /** Makes the plugins it depends on, anew for each host. @defaultValue plugins of those names that do nothing */
  readonly dependencies?: () => readonly PassedPlugin[];
  /** Makes what the host offers besides `status` and `audit`, anew for each host. */
  readonly services?: () => Partial<ServiceMap>;
  /** How long each step, callback and tool may take, in real milliseconds. @defaultValue 2000 */
  readonly budgetMs?: number;
  /** Folders below the configuration directory that it shares with other plugins and may write to. @defaultValue none */
  readonly sharedDirs?: readonly string[];
  /** Tools that must not be called, since their effects leave the machine. @defaultValue none, all are called */
  readonly skipTools?: readonly string[];
}
