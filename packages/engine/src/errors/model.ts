import { PluginError } from "@asky/sdk";

/** Which call has failed. */
export interface ModelPlace {
  /** The model as it is configured. */
  readonly model: string;
  /** The address without a query. */
  readonly endpoint: string;
  readonly isLoopback: boolean;
  /** The environment variable of the key, if one is used. */
  readonly keyName: string | undefined;
}

export function modelUnreachable({ model, endpoint, isLoopback }: ModelPlace, reason: string): PluginError {
  return new PluginError("MODEL_FAILED", {
    message: `The model "${model}" cannot be reached at ${endpoint}: ${reason}.`,
    hint: isLoopback
      ? 'Start the server of the model, for example with "ollama serve", or correct "model.base_url" in config.toml.'
      : 'Check the network and "model.base_url" in config.toml.',
  });
}

export function modelRefused(place: ModelPlace, status: number, said: string): PluginError {
  return new PluginError("MODEL_FAILED", {
    message: `The model "${place.model}" at ${place.endpoint} answered with status ${status}${said === "" ? "" : `: "${said}"`}.`,
    hint: hintFor(place, status, said),
  });
}

export function modelRedirected(
  { model, endpoint }: ModelPlace,
  status: number,
  target: string,
): PluginError {
  return new PluginError("MODEL_FAILED", {
    message: `The model "${model}" at ${endpoint} answered with status ${status} and points to ${target === "" ? "nowhere" : `"${target}"`}; a conversation is not sent on to another address.`,
    hint: 'Set "model.base_url" in config.toml to the address that answers itself.',
  });
}

export function modelSilent(
  { model, endpoint, isLoopback }: ModelPlace,
  seconds: number,
  when: string,
): PluginError {
  return new PluginError("MODEL_FAILED", {
    message: `The model "${model}" at ${endpoint} was silent for ${seconds} seconds ${when}.`,
    hint: isLoopback
      ? 'A model that is still loading needs longer: raise "model.timeout_seconds" in config.toml, or take a smaller model.'
      : 'Ask again, or raise "model.timeout_seconds" in config.toml.',
  });
}

/** @param fault - completes "its answer …". */
export function modelAnswerInvalid(
  { model, endpoint }: ModelPlace,
  fault: string,
  cause?: unknown,
): PluginError {
  return new PluginError("MODEL_FAILED", {
    message: `The model "${model}" at ${endpoint} failed: its answer ${fault}.`,
    hint: 'Ask again; if it happens again, check that "model.base_url" in config.toml is the address of an OpenAI-compatible service, which mostly ends in /v1.',
    ...(cause !== undefined && { cause }),
  });
}

export function modelKeyMissing(model: string, keyName: string): PluginError {
  return new PluginError("MODEL_FAILED", {
    message: `The model "${model}" needs a key, and the environment variable "${keyName}" is not set.`,
    hint: `Set it in the shell that starts the host (export ${keyName}=…), or name another variable as "model.api_key_env" in config.toml.`,
  });
}

export function modelKeyUnusable(model: string, keyName: string): PluginError {
  return new PluginError("MODEL_FAILED", {
    message: `The environment variable "${keyName}" holds no key that can be sent for the model "${model}": it has spaces, line breaks or characters other than ASCII.`,
    hint: `Set "${keyName}" again, without quotes and line breaks.`,
  });
}

export function modelKeyExposed({ model, endpoint, keyName }: ModelPlace): PluginError {
  return new PluginError("MODEL_FAILED", {
    message: `The model "${model}" was not asked: the key in "${keyName ?? ""}" would go to ${endpoint} over plain http, where others can read it.`,
    hint: 'Use https in "model.base_url", or set "model.allow_plain_http" to true in config.toml if you trust the network.',
  });
}

function hintFor({ isLoopback, keyName, endpoint }: ModelPlace, status: number, said: string): string {
  const base = endpoint.replace(/\/chat\/completions$/, "");
  if (status === 401 || status === 403) {
    return keyName === undefined
      ? 'The service wants a key: name the environment variable that holds it as "model.api_key_env" in config.toml.'
      : `Check that "${keyName}" holds a valid key for this service (export ${keyName}=…).`;
  }
  if (/\btools?\b|\bfunction/i.test(said) && /support|not allow|enable/i.test(said)) {
    return 'Set "model.name" in config.toml to a model that can call tools.';
  }
  if (/context|too long|maximum.*tokens|token limit/i.test(said) && status < 429) {
    return "Ask in a new session, or less at once: the conversation is longer than the model takes.";
  }
  if (status === 404) {
    return `Check "model.name" and "model.base_url" in config.toml; \`curl ${base}/models\` lists what there is.${isLoopback ? " With Ollama, `ollama pull` fetches a model." : ""}`;
  }
  if (status === 402 || /quota|billing|credit/i.test(said))
    return "Check the plan and the credit of your account with the provider.";
  if (status === 429) return 'Wait a little and ask again, or raise "model.max_retries" in config.toml.';
  if (status >= 500) return "The fault is the provider's: ask again later.";
  return "Check the table [model] of config.toml against what the service says.";
}
