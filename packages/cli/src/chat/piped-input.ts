import { createInterface } from "node:readline";
import type { ChatInput } from "./chat-input.ts";

/** Each line of standard input as a message: a chat without a terminal. */
export function createPipedInput(signal: AbortSignal): ChatInput {
  const reader = createInterface({
    input: process.stdin,
    terminal: false,
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  const lines = reader[Symbol.asyncIterator]();
  const close = (): void => {
    reader.close();
    process.stdin.destroy();
  };
  signal.addEventListener("abort", close, { once: true });
  return {
    async next() {
      const { done, value } = await lines.next();
      return done === true || signal.aborted ? undefined : value;
    },
    close,
  };
}
