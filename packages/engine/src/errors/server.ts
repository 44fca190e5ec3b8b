import { PluginError, type Problem } from "@asky/sdk";
import { describeError } from "./describe-error.ts";

export function serverSpecInvalid(plugin: string, fault: string): PluginError {
  return new PluginError("SERVER_SPEC_INVALID", {
    plugin,
    message: `A server that "${plugin}" registered is refused: ${fault}.`,
    hint: "Register { name, start, stop, isRunning } with a name of its own and three functions.",
  });
}

export function serverRegistrationOver(plugin: string): PluginError {
  return new PluginError("PLUGIN_FENCED", {
    plugin,
    message: `"${plugin}" registered a server after daemon_server_register was over; nothing was done.`,
    hint: "Register servers within the callback of daemon_server_register.",
  });
}

export function serverTimedOut(server: string, method: "start" | "stop", timeoutMs: number): PluginError {
  return new PluginError("PLUGIN_TIMED_OUT", {
    message: `${method}() of the server "${server}" did not end within ${timeoutMs} ms.`,
    hint: `Let ${method}() resolve when the server is ${method === "start" ? "ready" : "down"}, and not wait for its whole life.`,
  });
}

export function serverStartFailed(plugin: string, server: string, error: unknown): Problem {
  return {
    severity: "error",
    code: "SERVER_START_FAILED",
    phase: "serve",
    plugin,
    message: `The server "${server}" of "${plugin}" did not start; the others do.`,
    hint: PluginError.is(error) ? error.hint : `Look at the cause and at plugins/${plugin}.toml.`,
    causes: describeError(error),
  };
}

export function serverStopFailed(plugin: string, server: string, error: unknown): Problem {
  return {
    severity: "warning",
    code: "SERVER_STOP_FAILED",
    phase: "stop",
    plugin,
    message: `The server "${server}" of "${plugin}" did not stop; the others do.`,
    hint: `Mend stop() of "${server}" in "${plugin}".`,
    causes: describeError(error),
  };
}
