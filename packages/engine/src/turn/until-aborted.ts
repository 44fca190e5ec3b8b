/**
 * Waits for something until a signal aborts. What is left behind goes on and reaches nobody: plugins, models and tools
 * may never settle, and a turn must end all the same.
 *
 * @throws the signal's reason when it aborts first.
 */
export async function untilAborted<Value>(
  work: Value | PromiseLike<Value>,
  signal: AbortSignal,
): Promise<Value> {
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
