/** When the tools of a turn are collected. Once per turn. */
export const TOOL_REGISTRY_BUILD = "tool_registry_build";
/** A chain over the system prompt, after the tools are known. Once per turn. */
export const SYSTEM_PROMPT_EXTEND = "system_prompt_extend";
/** Before each model call. */
export const PRE_LLM_CALL = "pre_llm_call";
/** After each model call, before any tool runs. */
export const POST_LLM_RESPONSE = "post_llm_response";
/** Before the gate judges a tool call. */
export const PRE_TOOL_EXECUTE = "pre_tool_execute";
/** After a tool ran, also after it failed; never after a denial. */
export const POST_TOOL_EXECUTE = "post_tool_execute";
/** When the daemon collects its servers. Once in each generation of the plugins, before it starts them. */
export const DAEMON_SERVER_REGISTER = "daemon_server_register";
/** Once in each generation of the plugins, when all are activated and the hooks are frozen. */
export const CONFIG_LOADED = "config_loaded";
/** When a session is created or resumed. */
export const SESSION_START = "session_start";
/** When a session closes. */
export const SESSION_END = "session_end";
/** Before local sources are read for a turn. */
export const PRE_PRELOAD = "pre_preload";
/** After local sources were read for a turn. */
export const POST_PRELOAD = "post_preload";

/** The name of a hook point. The list is closed. */
export type HookPoint =
  | typeof TOOL_REGISTRY_BUILD
  | typeof SYSTEM_PROMPT_EXTEND
  | typeof PRE_LLM_CALL
  | typeof POST_LLM_RESPONSE
  | typeof PRE_TOOL_EXECUTE
  | typeof POST_TOOL_EXECUTE
  | typeof DAEMON_SERVER_REGISTER
  | typeof CONFIG_LOADED
  | typeof SESSION_START
  | typeof SESSION_END
  | typeof PRE_PRELOAD
  | typeof POST_PRELOAD;

/** The twelve hook points, in the order of the seed. */
export const HOOK_POINTS: readonly HookPoint[] = [
  TOOL_REGISTRY_BUILD,
  SYSTEM_PROMPT_EXTEND,
  PRE_LLM_CALL,
  POST_LLM_RESPONSE,
  PRE_TOOL_EXECUTE,
  POST_TOOL_EXECUTE,
  DAEMON_SERVER_REGISTER,
  CONFIG_LOADED,
  SESSION_START,
  SESSION_END,
  PRE_PRELOAD,
  POST_PRELOAD,
];

/** The points whose callbacks pass a value on. */
export type ChainPoint = typeof SYSTEM_PROMPT_EXTEND;

/** The points whose callbacks are told something. */
export type NotifyPoint = Exclude<HookPoint, ChainPoint>;

/** Whether a text names a hook point. */
export function isHookPoint(name: string): name is HookPoint {
  return HOOK_POINTS.some((point) => point === name);
}
