import { resolve } from "node:path";
import type { Clock } from "@asky/manager";
import type { Model, ModelConfig } from "@asky/sdk";
import { modelKeyAbsent, modelKeyInvalid, providerUnknown } from "../errors/model-config.ts";
import { findNearestName } from "./find-nearest-name.ts";
import { MODEL_PROVIDERS } from "./model-providers.ts";
import { createOfflineModel } from "./offline/offline-model.ts";
import { OPENAI_BASE_URL, readEndpoint } from "./openai/endpoint.ts";
import { createOpenAiModel } from "./openai/openai-model.ts";
import { commonPlaces } from "./recorded/portable-text.ts";
import { createRecordedModel } from "./recorded/recorded-model.ts";

/** How long a provider may be silent unless `model.timeout_seconds` says otherwise. */
export const DEFAULT_TIMEOUT_SECONDS = 120;
/** How often a failed call is made again unless `model.max_retries` says otherwise. */
export const DEFAULT_MAX_RETRIES = 2;

/** What a model is made with beside its configuration; the environment holds its key. */
export interface ModelSurroundings {
  /** Where relative paths of recordings start, and what a recording calls `<directory>`. @defaultValue the working directory */
  readonly directory?: string;
  /** @defaultValue the machine's own */
  readonly clock?: Clock;
  /** From 0 to 1, for the waits between attempts. @defaultValue `Math.random` */
  readonly random?: () => number;
}

/**
 * Makes the model of a configuration. Sends nothing and reads no file; what only asking can show shows at the first call.
 *
 * @param env - where `OPENAI_BASE_URL` and the key stand.
 * @throws PluginError `CONFIG_INVALID` with the key that is wrong or absent.
 */
export function createModel(
  config: ModelConfig = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
  surroundings: ModelSurroundings = {},
): Model {
  const { provider = "offline" } = config;
  switch (provider) {
    case "offline":
      return createOfflineModel();
    case "openai":
      return createCompatible(config, env, surroundings);
    case "recorded":
      return createRecorded(config, env, surroundings);
    default:
      throw providerUnknown(
        "model.provider",
        provider,
        MODEL_PROVIDERS,
        findNearestName(provider, MODEL_PROVIDERS),
      );
  }
}

function createCompatible(
  config: ModelConfig,
  env: Readonly<Record<string, string | undefined>>,
  { clock, random }: ModelSurroundings,
): Model {
  const { name, api_key_env: namedKey, timeout_seconds: timeout, max_retries: retries } = config;
  if (name === undefined)
    throw modelKeyAbsent("name", "openai", 'the model as the service calls it, for example "gpt-4o-mini"');
  const fromEnv = env.OPENAI_BASE_URL?.trim();
  const endpoint = readEndpoint(config.base_url ?? (fromEnv ? fromEnv : OPENAI_BASE_URL));
  if ("fault" in endpoint) {
    throw modelKeyInvalid(
      config.base_url === undefined ? "OPENAI_BASE_URL" : "model.base_url",
      endpoint.fault,
    );
  }
  // A key for a service of the internet is nothing for a server on this machine, unless somebody says so.
  const keyName = namedKey ?? (endpoint.isLoopback ? undefined : "OPENAI_API_KEY");
  return createOpenAiModel({
    name,
    endpoint,
    keyName,
    needsKey: namedKey !== undefined || endpoint.isOpenAi,
    allowPlainHttp: config.allow_plain_http ?? false,
    silenceMs: (timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    maxRetries: retries ?? DEFAULT_MAX_RETRIES,
    env,
    ...(clock && { clock }),
    ...(random && { random }),
  });
}

function createRecorded(
  config: ModelConfig,
  env: Readonly<Record<string, string | undefined>>,
  surroundings: ModelSurroundings,
): Model {
  const { recording, record } = config;
  const directory = surroundings.directory ?? process.cwd();
  if (recording === undefined)
    throw modelKeyAbsent("recording", "recorded", "the file of the recorded answers");
  const recordable = MODEL_PROVIDERS.filter((provider) => provider !== "recorded");
  if (record !== undefined && !recordable.some((provider) => provider === record)) {
    throw providerUnknown("model.record", record, recordable, findNearestName(record, recordable));
  }
  return createRecordedModel({
    file: resolve(directory, recording),
    places: commonPlaces(directory),
    ...(record !== undefined && { model: createModel({ ...config, provider: record }, env, surroundings) }),
  });
}
