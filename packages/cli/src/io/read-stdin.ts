import { unusableInput } from "../errors/usage.ts";

/** Far above what a model takes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Reads standard input to its end, as text. */
export async function readStdin(signal: AbortSignal): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  const stop = (): void => void process.stdin.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const piece of process.stdin as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > MAX_BYTES) {
        throw unusableInput(
          "Standard input",
          "it has more than 16 MiB.",
          "Name a file in the question instead.",
        );
      }
      pieces.push(piece);
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
  signal.throwIfAborted();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
  } catch (error) {
    throw unusableInput("Standard input", "it is no UTF-8 text.", "Convert it to UTF-8 first.", error);
  }
}
