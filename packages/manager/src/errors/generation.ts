import { PluginError, type Problem } from "@asky/sdk";
import { describeError } from "../problems/describe-error.ts";

/** `when` completes the sentence: `… was called …`. */
export function notRunning(method: string, when: string): PluginError {
  return new PluginError("LIFECYCLE_ORDER", {
    message: `${method} was called ${when}.`,
    hint: "Await start() first, and ask for nothing after stop().",
  });
}

/** Not the generation's fault: the host ends. */
export function stoppedMeanwhile(): Problem {
  return {
    severity: "warning",
    code: "LIFECYCLE_ORDER",
    phase: "stop",
    message: "The host was stopped while a new generation of plugins was starting.",
    hint: "Start the host again: it reads plugins.toml then.",
  };
}

/** `reasons` are the faults that stand in the way, the first one decisive. */
export function reloadRefused(kept: number, reasons: readonly Problem[]): Problem {
  const [first, ...others] = reasons;
  return {
    severity: "error",
    code: "RELOAD_REFUSED",
    phase: "serve",
    message: `The plugins were not reloaded, and generation ${kept} goes on. ${first?.message ?? ""}`.trim(),
    hint: `${first?.hint ?? "Look into the log."} Then reload again.`,
    ...(first?.place && { place: first.place }),
    causes: [...(first?.causes ?? []), ...others.map(({ message }) => message)],
  };
}

export function handOverFailed(error: unknown): Problem {
  const { message, causes } = describeError(error);
  const own = PluginError.is(error) ? error : undefined;
  return {
    severity: "error",
    code: "HAND_OVER_FAILED",
    phase: "serve",
    ...(own?.plugin !== undefined && { plugin: own.plugin }),
    message: own ? own.message : "The host could not hand its servers over to the new generation of plugins.",
    hint: own?.hint ?? "Look into what the host does in handOver.",
    causes: own ? causes : [message, ...causes],
  };
}

/** A server of the new generation did not start, so the old ones run again. */
export function serverNotTakenOver(plugin: string, server: string, cause: unknown): PluginError {
  return new PluginError("HAND_OVER_FAILED", {
    plugin,
    message: `The server "${server}" of "${plugin}" did not start; the servers that ran before run again.`,
    hint: `Correct the configuration of "${plugin}", or set enabled = false for it in plugins.toml.`,
    cause,
  });
}

export function serverNotStopped(plugin: string, server: string, error: unknown): Problem {
  const { message, causes } = describeError(error);
  return {
    severity: "warning",
    code: "SERVER_STOP_FAILED",
    phase: "serve",
    plugin,
    message: `The server "${server}" of "${plugin}" did not stop; the others did.`,
    hint: `Fix stop() of the server "${server}".`,
    causes: [message, ...causes],
  };
}

export function serverNotRestarted(plugin: string, server: string, error: unknown): Problem {
  const { message, causes } = describeError(error);
  return {
    severity: "error",
    code: "SERVER_START_FAILED",
    phase: "serve",
    plugin,
    message: `The server "${server}" of "${plugin}" did not start again after a reload had failed.`,
    hint: `Let start() of the server "${server}" work again after stop(); until then, start the host again.`,
    causes: [message, ...causes],
  };
}

export function serverTimedOut(method: "start" | "stop", timeoutMs: number): Error {
  return new Error(`${method}() did not finish within ${timeoutMs} ms.`);
}

/** Also the reason with which the signals of the leases abort. */
export function drainExpired(generation: number, leases: number, drainMs: number): PluginError {
  const left = leases === 0 ? "events to deliver" : leases === 1 ? "1 turn" : `${leases} turns`;
  return new PluginError("DRAIN_EXPIRED", {
    message: `Generation ${generation} of the plugins was still in use ${drainMs} ms after its end had come; it was stopped, with ${left} left.`,
    hint: "Let turns end when the signal of their lease aborts, or give them more time with drainMs.",
  });
}
