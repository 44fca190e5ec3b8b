import { createParser } from "eventsource-parser";

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_EVENT_CHARS = 4 * 1024 * 1024;

/** A stream that holds more than any answer does. */
export class StreamTooLarge extends Error {}

/**
 * Reads the events of a stream, their data only. An event that the end of the stream cuts off comes as it is.
 *
 * @param onBytes - called for whatever arrives, comments included: the server is alive.
 * @throws StreamTooLarge; what reading the body throws.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<string> {
  const events: string[] = [];
  let isTooLarge = false;
  const parser = createParser({
    onEvent: ({ data }) => events.push(data),
    onError: ({ type }) => {
      isTooLarge ||= type === "max-buffer-size-exceeded";
    },
    maxBufferSize: MAX_EVENT_CHARS,
  });
  const decoder = new TextDecoder();
  let size = 0;
  for await (const bytes of body) {
    onBytes();
    size += bytes.length;
    if (size > MAX_BYTES) throw new StreamTooLarge(`has more than ${MAX_BYTES} bytes`);
    parser.feed(decoder.decode(bytes, { stream: true }));
    if (isTooLarge) throw new StreamTooLarge(`has an event of more than ${MAX_EVENT_CHARS} characters`);
    yield* events.splice(0);
  }
  parser.feed("\n\n");
  yield* events.splice(0);
}
