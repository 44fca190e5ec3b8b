import { PluginError } from "@asky/sdk";

export function daemonRunning(configDir: string, pid: number): PluginError {
  return new PluginError("DAEMON_RUNNING", {
    message: `A daemon for "${configDir}" runs already, as process ${pid}.`,
    hint: "Stop it first, or use another config dir.",
  });
}

export function daemonNotRunning(configDir: string): PluginError {
  return new PluginError("DAEMON_NOT_RUNNING", {
    message: `No daemon runs for "${configDir}".`,
    hint: "Start one, or name the config dir of the one that you mean.",
  });
}

export function daemonUnavailable(what: string, cause?: unknown): PluginError {
  return new PluginError("DAEMON_UNAVAILABLE", {
    message: `${what}.`,
    hint: "Run it in the foreground to see what it says; a config dir whose path is long has no room for the socket.",
    cause,
  });
}

export function daemonRequestInvalid(fault: string): PluginError {
  return new PluginError("DAEMON_REQUEST_INVALID", {
    message: `The daemon does not understand a request: ${fault}.`,
    hint: "Send one JSON object on one line: { version, method, params }.",
  });
}
