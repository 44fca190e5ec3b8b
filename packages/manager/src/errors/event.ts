import { HOST_EVENT_PREFIXES, PluginError, type Problem } from "@asky/sdk";
import { describeError, hintOf } from "../problems/describe-error.ts";

export function eventInvalid(plugin: string, what: string): PluginError {
  return new PluginError("EVENT_INVALID", {
    plugin,
    message: `"${plugin}" ${what}.`,
    hint: "Emit what createEvent(name, data) returns, and subscribe with a name and a function.",
  });
}

export function eventNameReserved(plugin: string, name: string): PluginError {
  return new PluginError("EVENT_NAME_RESERVED", {
    plugin,
    message: `"${plugin}" tried to emit "${name}", which only the host emits.`,
    hint: `Choose a name of your own, for example "${plugin}.${name.split(".").at(-1)}"; reserved are ${HOST_EVENT_PREFIXES.map((prefix) => `${prefix}*`).join(", ")}.`,
  });
}

export function handlerFailed(plugin: string, name: string, error: unknown): Problem {
  const { message, causes } = describeError(error);
  return {
    severity: "warning",
    code: "HANDLER_FAILED",
    phase: "serve",
    plugin,
    message: `A handler of "${plugin}" for the event "${name}" failed; the others ran.`,
    hint: hintOf(
      error,
      `Fix the handler for "${name}" in "${plugin}", or set enabled = false for it in plugins.toml.`,
    ),
    causes: [message, ...causes],
  };
}

export function handlerTimedOut(plugin: string, name: string): Problem {
  return {
    severity: "warning",
    code: "HANDLER_TIMED_OUT",
    phase: "serve",
    plugin,
    message: `A handler of "${plugin}" for the event "${name}" did not finish within its deadline; the others ran.`,
    hint: `Make the handler faster, raise timeout_ms in [plugin.${plugin}] of plugins.toml, or set enabled = false for it.`,
  };
}
