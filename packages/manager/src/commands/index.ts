// The public surface of @asky/manager/commands. Nothing else is API.

export { findConfigDir } from "../files/config-paths.ts";
export {
  openCommand,
  type PluginCommand,
  type PluginCommands,
  readPluginCommands,
} from "./plugin-commands.ts";
