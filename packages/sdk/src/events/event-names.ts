/** A tool call has reached the gate. */
export const TOOL_GATED = "tool.gated";
/** The gate has allowed a tool call. */
export const TOOL_ALLOWED = "tool.allowed";
/** The gate has denied a tool call. */
export const TOOL_DENIED = "tool.denied";
/** A question is put to whoever can answer it. */
export const INTERACTION_REQUESTED = "interaction.requested";
/** A question is over: answered, expired or withdrawn. */
export const INTERACTION_RESOLVED = "interaction.resolved";
/** A user's message has arrived. */
export const MESSAGE_IN = "message.in";
/** A user's message waits behind another one of its session. */
export const MESSAGE_QUEUED = "message.queued";
/** An answer has been given. */
export const MESSAGE_OUT = "message.out";
/** A turn was interrupted before there was an answer. */
export const EXECUTION_INTERRUPTED = "execution.interrupted";
/** The host has started; all plugins are started. */
export const ENGINE_STARTED = "engine.started";
/** The host is about to stop; all plugins are still alive. */
export const ENGINE_STOPPED = "engine.stopped";

/** What the names of the host's own events begin with. A plugin cannot emit such an event. */
export const HOST_EVENT_PREFIXES = ["tool.", "message.", "engine.", "interaction.", "execution."] as const;

/** Whether only the host emits events of that name. */
export function isHostEventName(name: string): boolean {
  return HOST_EVENT_PREFIXES.some((prefix) => name.startsWith(prefix));
}
