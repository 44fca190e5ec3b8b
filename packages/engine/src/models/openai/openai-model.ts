import { type CancelTimer, type Clock, systemClock } from "@asky/manager";
import type { Model, ModelChunk, ModelRequest } from "@asky/sdk";
import { type ModelPlace, modelKeyExposed, modelKeyMissing, modelKeyUnusable } from "../../errors/model.ts";
import { callEndpoint } from "./call-endpoint.ts";
import { CallFailure } from "./call-failure.ts";
import { type Endpoint, isUsableKey } from "./endpoint.ts";
import { adaptDialect, createRequestBody, type Dialect } from "./request-body.ts";
import { LONGEST_WAIT_MS, retryDelay } from "./retry-delay.ts";

/** What an OpenAI-compatible model is made of. */
export interface OpenAiModelOptions {
  /** The model as the service calls it. */
  readonly name: string;
  readonly endpoint: Endpoint;
  /** The environment variable that holds the key; none for services that want none. */
  readonly keyName: string | undefined;
  /** Whether there is no asking without a key. */
  readonly needsKey: boolean;
  readonly allowPlainHttp: boolean;
  /** How long the service may be silent: before its answer, and between two pieces of it. */
  readonly silenceMs: number;
  readonly maxRetries: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @defaultValue the machine's own */
  readonly clock?: Clock;
  /** From 0 to 1. @defaultValue `Math.random` */
  readonly random?: () => number;
}

/** How often a call may be put in other words. */
const MAX_ADAPTATIONS = 3;

/**
 * Makes a model that asks an OpenAI-compatible service. What fails in passing is asked again, as long as nothing of an
 * answer has been given out. The key is read from the environment for each call and stands nowhere else.
 */
export function createOpenAiModel(options: OpenAiModelOptions): Model {
  const client = new OpenAiClient(options);
  return Object.freeze({
    name: `openai:${options.name}`,
    generate: (request: ModelRequest) => client.generate(request),
  });
}

class OpenAiClient {
  readonly #options: OpenAiModelOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  /** What the service has turned out to understand; holds for all later calls. */
  #dialect: Dialect;

  constructor(options: OpenAiModelOptions) {
    const { clock = systemClock, random = Math.random, endpoint } = options;
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#dialect = {
      countsTokens: true,
      limitKey: endpoint.isOpenAi ? "max_completion_tokens" : "max_tokens",
    };
  }

  async *generate(request: ModelRequest): AsyncGenerator<ModelChunk> {
    const { maxRetries } = this.#options;
    let attempt = 0;
    let adaptations = 0;
    while (true) {
      let hasAnswered = false;
      try {
        for await (const chunk of this.#call(request)) {
          hasAnswered = true;
          yield chunk;
        }
        return;
      } catch (error) {
        if (!(error instanceof CallFailure)) throw error;
        if (!hasAnswered && adaptations < MAX_ADAPTATIONS && this.#adapt(error)) {
          adaptations++;
          continue;
        }
        const delay = retryDelay(attempt, this.#random(), error.retryAfterMs);
        if (hasAnswered || !error.isPassing || attempt >= maxRetries || delay > LONGEST_WAIT_MS)
          throw error.problem;
        attempt++;
        await this.#wait(delay, request.signal);
      }
    }
  }

  #call(request: ModelRequest): AsyncGenerator<ModelChunk> {
    const { name, endpoint, silenceMs } = this.#options;
    const key = this.#readKey();
    return callEndpoint({
      url: endpoint.url,
      key,
      body: createRequestBody(name, request, this.#dialect),
      request,
      place: this.#place(),
      clock: this.#clock,
      silenceMs,
    });
  }

  #place(): ModelPlace {
    const { name, endpoint, keyName } = this.#options;
    return { model: name, endpoint: endpoint.shown, isLoopback: endpoint.isLoopback, keyName };
  }

  #readKey(): string | undefined {
    const { name, endpoint, keyName, needsKey, allowPlainHttp, env } = this.#options;
    if (keyName === undefined) return undefined;
    const key = env[keyName]?.trim() ?? "";
    if (key === "") {
      if (needsKey) throw modelKeyMissing(name, keyName);
      return undefined;
    }
    if (!isUsableKey(key)) throw modelKeyUnusable(name, keyName);
    if (endpoint.isPlain && !endpoint.isLoopback && !allowPlainHttp) throw modelKeyExposed(this.#place());
    return key;
  }

  #adapt({ refusal }: CallFailure): boolean {
    const dialect = refusal && adaptDialect(this.#dialect, refusal.status, refusal.message);
    if (dialect) this.#dialect = dialect;
    return dialect !== undefined;
  }

  /** @throws the signal's reason when it aborts first. */
  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      let cancel: CancelTimer = () => {};
      const stop = (): void => {
        cancel();
        reject(signal.reason);
      };
      signal.addEventListener("abort", stop, { once: true });
      cancel = this.#clock.after(ms, () => {
        signal.removeEventListener("abort", stop);
        resolve();
      });
    });
  }
}
