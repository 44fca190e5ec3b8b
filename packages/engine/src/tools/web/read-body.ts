import type { IncomingMessage } from "node:http";
import type { Readable, Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { FetchError } from "./fetch-error.ts";

const DECODERS: Readonly<Record<string, () => Transform>> = Object.freeze({
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
});

/** The beginning of a page. */
export interface Body {
  readonly bytes: Buffer;
  /** Whether there was more. */
  readonly isCut: boolean;
}

/**
 * Reads a page until its end or until it has so many bytes, unpacked: what is packed to become endless is read no further.
 *
 * @throws FetchError; the signal's reason when it aborts.
 */
export async function readBody(
  message: IncomingMessage,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Body> {
  const stream = unpack(message);
  const stop = (): void => {
    stream.destroy(signal.reason);
    message.destroy();
  };
  signal.addEventListener("abort", stop, { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    signal.throwIfAborted();
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) break;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const { code, message: text } = error as NodeJS.ErrnoException;
    throw new FetchError(`The page broke off: ${code ?? text}.`);
  } finally {
    signal.removeEventListener("abort", stop);
    message.destroy();
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isCut: size > maxBytes };
}

function unpack(message: IncomingMessage): Readable {
  const encoding = (message.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding === "identity" || encoding === "") return message;
  const create = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (!create) {
    message.destroy();
    throw new FetchError(`The page is packed as "${encoding}", which cannot be read.`);
  }
  const decoder = create();
  // A connection that breaks ends what is made of it too.
  message.on("error", (error) => decoder.destroy(error));
  return message.pipe(decoder);
}
