import type { Clock } from "@asky/manager";
import type { JsonObject, ModelChunk, ModelRequest } from "@asky/sdk";
import {
  type ModelPlace,
  modelAnswerInvalid,
  modelRedirected,
  modelRefused,
  modelSilent,
  modelUnreachable,
} from "../../errors/model.ts";
import { AnswerReader, type PieceReading } from "./answer-reader.ts";
import { CallFailure } from "./call-failure.ts";
import { quoteProvider, readProviderMessage } from "./provider-text.ts";
import { readEvents, StreamTooLarge } from "./read-events.ts";
import { readLimited } from "./read-limited.ts";
import { isPassing, readRetryAfter } from "./retry-delay.ts";
import { SilenceWatch } from "./silence-watch.ts";

const MAX_REFUSAL_BYTES = 64 * 1024;
const MAX_WHOLE_ANSWER_BYTES = 8 * 1024 * 1024;

/** Everything about one call. */
export interface EndpointCall {
  readonly url: string;
  readonly key: string | undefined;
  readonly body: JsonObject;
  readonly request: ModelRequest;
  readonly place: ModelPlace;
  readonly clock: Clock;
  readonly silenceMs: number;
}

/**
 * Makes one call and streams its answer. However it is left, the connection is closed.
 *
 * @throws CallFailure; the request signal's reason when it aborts.
 */
export async function* callEndpoint(call: EndpointCall): AsyncGenerator<ModelChunk> {
  const { request, place, clock, silenceMs } = call;
  const watch = new SilenceWatch(clock, silenceMs);
  const ending = new AbortController();
  const signal = AbortSignal.any([request.signal, watch.signal, ending.signal]);
  try {
    watch.restart("before it answered");
    const response = await post(call, signal);
    watch.restart("before the first piece of its answer");
    if (!response.ok) throw await readRefusal(call, response);
    yield* readAnswer(call, response, watch);
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason;
    if (error instanceof CallFailure && watch.expired === undefined) throw error;
    if (watch.expired !== undefined) {
      throw new CallFailure(modelSilent(place, silenceMs / 1000, watch.expired), { isPassing: true });
    }
    throw new CallFailure(modelAnswerInvalid(place, "broke off", scrub(error)), { isPassing: true });
  } finally {
    watch.stop();
    ending.abort();
  }
}

async function post({ url, key, body, place }: EndpointCall, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: {
        accept: "text/event-stream, application/json",
        "content-type": "application/json",
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
      redirect: "manual",
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = reasonOf(error);
    // Nobody listens on this machine: nobody will in a second.
    const isFinal =
      /CERT|TLS|SSL|SELF_SIGNED/.test(reason) || (place.isLoopback && reason === "ECONNREFUSED");
    throw new CallFailure(modelUnreachable(place, reason), { isPassing: !isFinal });
  }
}

async function readRefusal({ place, key }: EndpointCall, response: Response): Promise<CallFailure> {
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    void response.body?.cancel().catch(() => {});
    const target = quoteProvider((headers.get("location") ?? "").replace(/[?#].*$/s, ""), key);
    return new CallFailure(modelRedirected(place, status, target), { isPassing: false });
  }
  const body = await readLimited(response, MAX_REFUSAL_BYTES);
  const message = readProviderMessage(body);
  // An empty account does not fill itself.
  const isEmptied = /insufficient_quota|billing_hard_limit/.test(body);
  return new CallFailure(modelRefused(place, status, quoteProvider(message, key)), {
    isPassing: isPassing(status) && !isEmptied,
    retryAfterMs: readRetryAfter(headers, Date.now()),
    refusal: { status, message },
  });
}

async function* readAnswer(
  call: EndpointCall,
  response: Response,
  watch: SilenceWatch,
): AsyncGenerator<ModelChunk> {
  const { place, key, request } = call;
  const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const reader = new AnswerReader(callIdsOf(request));
  if (type === "application/json") {
    const reading = reader.add(await readLimited(response, MAX_WHOLE_ANSWER_BYTES));
    throwFault(call, reading);
    if (!reader.isFinished && !reader.hasCalls && !textOf(reading)) {
      throw new CallFailure(modelAnswerInvalid(place, "is JSON that holds no answer"), { isPassing: false });
    }
    const text = textOf(reading);
    if (text) yield { type: "text", text };
    yield* reader.finish();
    return;
  }
  if ((type !== "text/event-stream" && type !== "") || response.body === null) {
    const said = quoteProvider(readProviderMessage(await readLimited(response, MAX_REFUSAL_BYTES)), key);
    const shown = quoteProvider(type, key);
    throw new CallFailure(
      modelAnswerInvalid(place, `is "${shown}" and no stream of events${said === "" ? "" : `: "${said}"`}`),
      { isPassing: false },
    );
  }
  yield* readStream(call, response.body as ReadableStream<Uint8Array>, reader, watch);
}

async function* readStream(
  call: EndpointCall,
  body: ReadableStream<Uint8Array>,
  reader: AnswerReader,
  watch: SilenceWatch,
): AsyncGenerator<ModelChunk> {
  const { place, request } = call;
  try {
    for await (const data of readEvents(body, () => watch.restart("in the middle of its answer"))) {
      const reading = reader.add(data);
      throwFault(call, reading);
      const text = textOf(reading);
      // Whoever reads may take long over a piece; that is no silence of the model's.
      watch.stop();
      if (text) yield { type: "text", text };
      watch.restart("in the middle of its answer");
      if (reading.fault === undefined && reading.refusal === undefined && reading.isLast) break;
    }
  } catch (error) {
    if (error instanceof StreamTooLarge) {
      throw new CallFailure(modelAnswerInvalid(place, error.message), { isPassing: false });
    }
    // What came after the end, or did not come, takes nothing from a whole answer.
    if (request.signal.aborted || error instanceof CallFailure || !reader.isFinished) throw error;
    watch.stop();
  }
  if (!reader.isFinished) {
    throw new CallFailure(modelAnswerInvalid(place, "stopped without an end"), { isPassing: true });
  }
  yield* reader.finish();
}

function textOf(reading: PieceReading): string | undefined {
  return "text" in reading ? reading.text : undefined;
}

function throwFault({ place, key }: EndpointCall, { fault, refusal }: PieceReading): void {
  if (fault !== undefined) throw new CallFailure(modelAnswerInvalid(place, fault), { isPassing: true });
  if (refusal === undefined) return;
  const said = quoteProvider(refusal, key);
  throw new CallFailure(modelAnswerInvalid(place, `ended with an error of the provider: "${said}"`), {
    isPassing: true,
  });
}

function callIdsOf({ messages }: ModelRequest): readonly string[] {
  return messages.flatMap((message) =>
    message.role === "assistant" ? message.toolCalls.map(({ id }) => id) : [],
  );
}

/** The code of the innermost cause, which says more than "fetch failed". */
function reasonOf(error: unknown): string {
  let reason = "the connection failed";
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === "string" && /^[A-Z_]{2,60}$/.test(code)) reason = code;
  }
  return reason;
}

/** Errors of the transport may quote addresses and headers; only their code goes into a report. */
function scrub(error: unknown): Error {
  return new Error(reasonOf(error));
}
