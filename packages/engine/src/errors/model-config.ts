import { PluginError, type Problem } from "@asky/sdk";
import { toProblem } from "./to-problem.ts";

export function providerUnknown(
  key: string,
  provider: string,
  known: readonly string[],
  nearest: string | undefined,
): PluginError {
  const all = known.map((name) => `"${name}"`).join(", ");
  return new PluginError("CONFIG_INVALID", {
    message: `"${key}" is ${JSON.stringify(provider.slice(0, 64))}, and there is no such provider.`,
    hint:
      nearest === undefined
        ? `Set "${key}" to one of ${all}; for a service with the protocol of OpenAI take "openai" with its "model.base_url".`
        : `Did you mean "${nearest}"? "${key}" is one of ${all}.`,
  });
}

export function modelKeyAbsent(key: string, provider: string, meaning: string): PluginError {
  return new PluginError("CONFIG_INVALID", {
    message: `"model.provider" is "${provider}", and "model.${key}" is not set.`,
    hint: `Set "model.${key}" in config.toml to ${meaning}.`,
  });
}

/** @param fault - completes `"key" …`; never the value, which may hold a password. */
export function modelKeyInvalid(key: string, fault: string): PluginError {
  return new PluginError("CONFIG_INVALID", {
    message: `"${key}" ${fault}.`,
    hint: `Set "${key}" to an address such as "http://127.0.0.1:11434/v1"; a key stands in the environment variable that "model.api_key_env" names.`,
  });
}

/** Why the offline model answers though another one is configured. */
export function modelNotMade(error: PluginError): Problem {
  const problem = toProblem(error, "error", "config");
  return { ...problem, message: `${problem.message} The offline model answers instead.` };
}
