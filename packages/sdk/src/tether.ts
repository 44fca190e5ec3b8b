// The Tether contract under the short names of its specification: import from "@asky/sdk/tether".

export { PluginError } from "./errors/plugin-error.ts";
export { createEvent, type Event } from "./events/event.ts";
export type { EventBus, EventHandler } from "./events/event-bus.ts";
export {
  ENGINE_STARTED,
  ENGINE_STOPPED,
  MESSAGE_IN,
  MESSAGE_OUT,
  TOOL_ALLOWED,
  TOOL_DENIED,
  TOOL_GATED,
} from "./events/event-names.ts";
export type { TetherConfig } from "./host/config.ts";
export type { TetherPluginContext as PluginContext } from "./tether/context.ts";
export { defineTetherPlugin, type TetherPluginDefinition } from "./tether/define-tether-plugin.ts";
export type { PluginMeta, TetherPlugin } from "./tether/plugin.ts";
