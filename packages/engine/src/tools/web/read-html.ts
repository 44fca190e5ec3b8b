import { createRequire } from "node:module";
import { FetchError } from "./fetch-error.ts";

/** What the thread is given. */
export interface HtmlOrder {
  readonly html: string;
  /** Where relative links start. */
  readonly url: string;
}

/** No page needs more; the thread ends beyond, and this process does not. */
const MAX_HEAP_MB = 256;

/**
 * Makes readable text of HTML, in a thread of its own: a page may be made so that reading it never ends.
 *
 * @throws FetchError; the signal's reason when it aborts.
 */
export async function readHtml(order: HtmlOrder, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const { Worker } = createRequire(import.meta.url)(
    "node:worker_threads",
  ) as typeof import("node:worker_threads");
  // The path is that of the built files: this code lies in their root.
  const worker = new Worker(new URL("./tools/html-worker.js", import.meta.url), {
    name: "asky-html",
    workerData: order,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  let stop = (): void => {};
  try {
    return await new Promise<string>((resolve, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener("abort", stop, { once: true });
      worker.once("message", (text: string) => resolve(text));
      worker.once("error", () => reject(new FetchError("The page is too involved to be read as text.")));
      worker.once("exit", () => reject(new FetchError("The page could not be read as text.")));
    });
  } finally {
    signal.removeEventListener("abort", stop);
    await worker.terminate();
  }
}
