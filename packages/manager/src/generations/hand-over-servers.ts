import type { DaemonServerSpec } from "@asky/sdk";
import { type Clock, systemClock } from "../deadline/clock.ts";
import { DEFAULT_TIMEOUT_MS, EXPIRED, settleWithin } from "../deadline/settle-within.ts";
import {
  serverNotRestarted,
  serverNotStopped,
  serverNotTakenOver,
  serverTimedOut,
} from "../errors/generation.ts";
import type { ReportProblem } from "../problems/problem-log.ts";

/** A server and whose it is. */
export interface OwnedServer {
  readonly plugin: string;
  readonly spec: DaemonServerSpec;
}

/** What {@link handOverServers} takes. */
export interface ServerHandOver {
  /** Those that run, in the order in which they were started. */
  readonly from: readonly OwnedServer[];
  /** Those that are to run, in the order in which they are started. */
  readonly to: readonly OwnedServer[];
  /** Told of what failed on the way. */
  readonly report: ReportProblem;
  /** For each start and stop, in milliseconds; 0 means for ever. @defaultValue 30000 */
  readonly timeoutMs?: number;
  /** @defaultValue the machine's own */
  readonly clock?: Clock;
}

/**
 * Stops servers in reverse and starts others in their place, so that no port is wanted twice. When one of the new ones
 * does not start, those that did are stopped again and the old ones started again. For the `handOver` of
 * {@link Generations}; leave out the servers of plugins that both generations share.
 *
 * @throws PluginError (as a rejection) `HAND_OVER_FAILED`; by then the old ones run again.
 */
export async function handOverServers(handOver: ServerHandOver): Promise<void> {
  const { from, to } = handOver;
  await stopAll(from, handOver);
  for (const [index, server] of to.entries()) {
    try {
      await call(server, "start", handOver);
    } catch (error) {
      // Also the one that failed: it may have begun to listen.
      await stopAll(to.slice(0, index + 1), handOver);
      await startAgain(from, handOver);
      throw serverNotTakenOver(server.plugin, server.spec.name, error);
    }
  }
}

async function stopAll(servers: readonly OwnedServer[], handOver: ServerHandOver): Promise<void> {
  for (const server of servers.toReversed()) {
    try {
      await call(server, "stop", handOver);
    } catch (error) {
      handOver.report(serverNotStopped(server.plugin, server.spec.name, error));
    }
  }
}

async function startAgain(servers: readonly OwnedServer[], handOver: ServerHandOver): Promise<void> {
  for (const server of servers) {
    try {
      if (!server.spec.isRunning()) await call(server, "start", handOver);
    } catch (error) {
      handOver.report(serverNotRestarted(server.plugin, server.spec.name, error));
    }
  }
}

/** Rejects when it fails or takes too long. A server that comes up after all is stopped: its time is over. */
async function call(server: OwnedServer, method: "start" | "stop", handOver: ServerHandOver): Promise<void> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, clock = systemClock } = handOver;
  const settled = await settleWithin(Promise.resolve(server.spec[method]()), {
    timeoutMs,
    clock,
    onLate: (outcome) => {
      if (method === "start" && !("rejectedWith" in outcome)) void stopAll([server], handOver);
    },
  });
  if (settled === EXPIRED) throw serverTimedOut(method, timeoutMs);
}
