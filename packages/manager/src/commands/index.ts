// The public surface of @asky/manager/commands. Nothing else is API.

export { findConfigDir } from "../files/config-paths.ts";
export {
  type HostPlugin,
  openCommand,
  type PluginCommand,
  type PluginCommands,
  readHostCommands,
  readPluginCommands,
} from "./plugin-commands.ts";
