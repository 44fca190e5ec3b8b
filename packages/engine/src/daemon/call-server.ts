import type { Clock } from "@asky/manager";
import type { DaemonServerSpec } from "@asky/sdk";
import { serverTimedOut } from "../errors/server.ts";

/** How long a server may take. */
export interface ServerDeadline {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Starts or stops a server within its time. One that comes up after its time is over is stopped again.
 *
 * @throws what the server throws; PluginError `PLUGIN_TIMED_OUT` when the time is over.
 */
export async function callServer(
  { name, start, stop }: Pick<DaemonServerSpec, "name" | "start" | "stop">,
  method: "start" | "stop",
  { clock, timeoutMs }: ServerDeadline,
): Promise<void> {
  let isLate = false;
  let cancel = (): void => {};
  const expired = new Promise<never>((_, reject) => {
    cancel = clock.after(timeoutMs, () => {
      isLate = true;
      reject(serverTimedOut(name, method, timeoutMs));
    });
  });
  // What it throws at once is a rejection, too.
  const settled = (async () => (method === "start" ? start() : stop()))();
  const stopLate = async (): Promise<void> => {
    if (isLate && method === "start") await stop();
  };
  // Nobody waits for it any more: what it still does is undone, and its failure is the one that is known.
  settled.then(stopLate).catch(() => {});
  try {
    await Promise.race([settled, expired]);
  } finally {
    cancel();
  }
}
