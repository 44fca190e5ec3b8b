import { PluginError, type Problem } from "@asky/sdk";
import { describeError } from "./describe-error.ts";

export function wrongOrder(method: string, when: string): PluginError {
  return new PluginError("LIFECYCLE_ORDER", {
    message: `${method} was called ${when}.`,
    hint: "The order is buildEngine(), startup(), serve(), handleMessage() and openTurn(), shutdown(); a new engine starts again.",
  });
}

export function hooksNotThere(): PluginError {
  return new PluginError("LIFECYCLE_ORDER", {
    message: "The hooks of an engine were asked for before startup() had made them.",
    hint: "Await startup() first; plugins register in their own activate().",
  });
}

export function startupAborted(plugin: string, cause: unknown): PluginError {
  return new PluginError("STARTUP_ABORTED", {
    plugin,
    message: `The host has stopped again, because "${plugin}" failed and its failure means "abort". ${describeError(cause)[0]}`,
    hint: `Mend "${plugin}", or pass it as { plugin, onFailure: "isolate" } to start without it.`,
    cause,
  });
}

export function auditNotClosed(error: unknown): Problem {
  return {
    severity: "error",
    code: "AUDIT_UNAVAILABLE",
    phase: "stop",
    message: "The audit log could not be closed; its last records may be missing.",
    hint: "Look at the space and the permissions of the folder that [audit] directory names.",
    causes: describeError(error),
  };
}
