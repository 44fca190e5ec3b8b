import { PluginError, type Problem } from "@asky/sdk";
import { describeError } from "../problems/describe-error.ts";

export function serviceTaken(plugin: string, service: string, owner: string): PluginError {
  return new PluginError("SERVICE_TAKEN", {
    plugin,
    message: `"${plugin}" offered the service "${service}", which "${owner}" offers already.`,
    hint: `Set enabled = false for "${plugin}" or for "${owner}" in plugins.toml.`,
  });
}

export function serviceCallbackFailed(plugin: string, service: string, error: unknown): Problem {
  const { message, causes } = describeError(error);
  return {
    severity: "warning",
    code: "SERVICE_CALLBACK_FAILED",
    phase: "serve",
    plugin,
    message: `The callback with which "${plugin}" waited for the service "${service}" failed.`,
    hint: `Fix the callback of services.when("${service}", …) in "${plugin}".`,
    causes: [message, ...causes],
  };
}
