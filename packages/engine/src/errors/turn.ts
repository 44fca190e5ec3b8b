import { PluginError, type Problem } from "@asky/sdk";

export function modelFailed(model: string, fault: string, cause?: unknown): PluginError {
  return new PluginError("MODEL_FAILED", {
    message: `The model "${model}" failed: ${fault}.`,
    hint: "Ask again; if it fails again, look at the model's own settings and at the cause.",
    cause,
  });
}

export function replacedFieldInvalid(plugin: string, point: string, field: string, fault: string): Problem {
  return {
    severity: "warning",
    code: "HOOK_FIELD_INVALID",
    phase: "serve",
    plugin,
    message: `"${plugin}" replaced "${field}" on "${point}" by a value in which ${fault}; the old value stays.`,
    hint: `Let "${plugin}" assign JSON values that keep the conversation whole, or leave "${field}" alone.`,
  };
}

export function sourceUnusable(source: string, fault: string): Problem {
  return {
    severity: "warning",
    code: "SOURCE_UNUSABLE",
    phase: "serve",
    message: `The source "${source}" was not looked at: ${fault}`,
    hint: "Name files and folders below the turn's directory or [sandbox] allowed_dirs, in [preload] sources or in the plugin that adds them.",
  };
}

export function turnTimedOut(seconds: number): PluginError {
  return new PluginError("TURN_TIMED_OUT", {
    message: `Stopped after ${seconds} seconds, as many as [limits] max_turn_seconds allows.`,
    hint: "Ask for less at once, or raise max_turn_seconds.",
  });
}

/** Why a turn ends that somebody has stopped. */
export function turnInterrupted(): PluginError {
  return new PluginError("LIFECYCLE_ORDER", {
    message: "The turn was interrupted.",
    hint: "Ask again.",
  });
}

/** Why the turns of a host end when it shuts down. */
export function hostStopping(): PluginError {
  return new PluginError("LIFECYCLE_ORDER", {
    message: "The host is shutting down; the turn was interrupted.",
    hint: "Ask again when the host has started again.",
  });
}

/** Why what still runs in a turn ends when its caller closes it. */
export function turnClosed(): PluginError {
  return new PluginError("LIFECYCLE_ORDER", {
    message: "The turn was closed by its caller.",
    hint: "Await what belongs to a turn before you close it, or open another turn.",
  });
}
