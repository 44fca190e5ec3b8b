// The Asky contract under the short names of its specification: import from "@asky/sdk/asky".
export type { AskyPluginContext as PluginContext } from "./asky/context.ts";
export { type AskyPluginDefinition, defineAskyPlugin } from "./asky/define-asky-plugin.ts";
export { AskyPlugin } from "./asky/plugin.ts";
export type { HookCallback } from "./hooks/hook-payloads.ts";
export {
  CONFIG_LOADED,
  DAEMON_SERVER_REGISTER,
  type HookPoint,
  POST_LLM_RESPONSE,
  POST_PRELOAD,
  POST_TOOL_EXECUTE,
  PRE_LLM_CALL,
  PRE_PRELOAD,
  PRE_TOOL_EXECUTE,
  SESSION_END,
  SESSION_START,
  SYSTEM_PROMPT_EXTEND,
  TOOL_REGISTRY_BUILD,
} from "./hooks/hook-points.ts";
export type { HookOptions, HookRegistry, PluginHooks } from "./hooks/hook-registry.ts";
export type { DaemonServerSpec } from "./host/daemon-server.ts";
export type { ToolRegistry } from "./tools/tool-registry.ts";
