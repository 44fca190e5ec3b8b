import { type LifecyclePhase, PluginError, type PluginErrorCode, type Problem } from "@asky/sdk";
import { describeError, hintOf } from "../problems/describe-error.ts";
import { quote } from "../text/visible-text.ts";

const IMPORT = { phase: "load", severity: "error", outcome: "it is not loaded" } as const;

/** A method of a plugin that the host calls once in its life. */
export type LifecycleMethod = "activate" | "initialize" | "start" | "deactivate" | "stop";

interface PhaseFacts {
  readonly code: PluginErrorCode;
  readonly phase: LifecyclePhase;
  readonly severity: Problem["severity"];
  readonly outcome: string;
}

/** What a phase is called in the contract, its code when it fails, and what follows from that. */
const PHASES: Readonly<Record<LifecycleMethod, PhaseFacts>> = {
  activate: {
    code: "ACTIVATE_FAILED",
    phase: "init",
    severity: "error",
    outcome: "what it had registered is undone",
  },
  initialize: {
    code: "INITIALIZE_FAILED",
    phase: "init",
    severity: "error",
    outcome: "what it had registered is undone",
  },
  start: {
    code: "START_FAILED",
    phase: "start",
    severity: "error",
    outcome: "what it had registered is undone",
  },
  deactivate: {
    code: "DEACTIVATE_FAILED",
    phase: "stop",
    severity: "warning",
    outcome: "the others still stop",
  },
  stop: { code: "STOP_FAILED", phase: "stop", severity: "warning", outcome: "the others still stop" },
};

export function lifecycleFailed(plugin: string, method: LifecycleMethod, error: unknown): Problem {
  const { code, phase, severity, outcome } = PHASES[method];
  const { message, causes } = describeError(error);
  const hint = hintOf(
    error,
    `Fix ${method}() in "${plugin}", or set enabled = false for it in plugins.toml.`,
  );
  return {
    severity,
    code,
    phase,
    plugin,
    message: `${method}() of "${plugin}" failed; ${outcome}.`,
    hint,
    causes: [message, ...causes],
  };
}

export function dataDirUnusable(plugin: string, directory: string, error: unknown): Problem {
  const { message, causes } = describeError(error);
  return {
    severity: "error",
    code: "ACTIVATE_FAILED",
    phase: "init",
    plugin,
    message: `The data directory of "${plugin}" cannot be created.`,
    hint: "Make it a directory that you can write to.",
    place: { file: directory },
    causes: [message, ...causes],
  };
}

/** `method` is the step of the plugin's life, or "import". */
export function pluginTimedOut(
  plugin: string,
  method: LifecycleMethod | "import",
  timeoutMs: number,
): Problem {
  const { phase, severity, outcome } = method === "import" ? IMPORT : PHASES[method];
  const what = method === "import" ? "The module" : `${method}()`;
  return {
    severity,
    code: "PLUGIN_TIMED_OUT",
    phase,
    plugin,
    message: `${what} of "${plugin}" did not finish within ${timeoutMs} ms; ${outcome}.`,
    hint: `Look for a promise in "${plugin}" that nothing settles; or raise timeout_ms in [plugin.${plugin}] of plugins.toml.`,
  };
}

export function undoTimedOut(plugin: string, phase: LifecyclePhase): Problem {
  return {
    severity: "warning",
    code: "UNDO_FAILED",
    phase,
    plugin,
    message: `Something that "${plugin}" left for its end did not finish within its deadline; the rest was undone.`,
    hint: `Fix what "${plugin}" hands to context.use() and context.defer().`,
  };
}

export function undoFailed(plugin: string, phase: LifecyclePhase, error: unknown): Problem {
  const { message, causes } = describeError(error);
  return {
    severity: "warning",
    code: "UNDO_FAILED",
    phase,
    plugin,
    message: `Something that "${plugin}" left for its end failed when it was undone; the rest was undone.`,
    hint: `Fix what "${plugin}" hands to context.use() and context.defer().`,
    causes: [message, ...causes],
  };
}

/** `when` completes the sentence: what had happened before the call came. */
export function pluginFenced(
  plugin: string,
  action: string,
  when = "after it had stopped or failed",
): PluginError {
  return new PluginError("PLUGIN_FENCED", {
    plugin,
    message: `"${plugin}" called ${action} ${when}; nothing was done.`,
    hint: "End the work when the signal that came with it aborts.",
  });
}

export function alreadyRegistered(plugin: string): PluginError {
  return new PluginError("ALREADY_REGISTERED", {
    plugin,
    message: `A plugin named "${plugin}" is registered already.`,
    hint: "Give each plugin a name of its own; the host's own plugins cannot be replaced.",
  });
}

/** A plugin passed in code has a name that no plugin can have. */
export function passedNameIllegal(name: string): PluginError {
  return new PluginError("PLUGIN_NAME_INVALID", {
    message: `A plugin passed in code calls itself ${quote(name)}, which cannot name a plugin.`,
    hint: "Use lower-case letters, digits, _ and -, a letter first, at most 63 characters, and no reserved word.",
  });
}

export function notATetherPlugin(): PluginError {
  return new PluginError("PLUGIN_CLASS_INVALID", {
    message: "What was registered has no meta.name, so it is no Tether plugin.",
    hint: "Register an object with meta, initialize(), start() and stop().",
  });
}

export function wrongOrder(method: string, reason: string, plugin?: string): PluginError {
  return new PluginError("LIFECYCLE_ORDER", {
    plugin,
    message: `${method} was called ${reason}.`,
    hint: "The order is register or discoverAndLoad(), activateAll() or initAll(), startAll(), then deactivateAll() or stopAll().",
  });
}

/** The same fault as an exception, for those who fail fast. */
export function lifecycleError(plugin: string, method: LifecycleMethod, cause: unknown): PluginError {
  const { code, message, hint } = lifecycleFailed(plugin, method, cause);
  return new PluginError(code, {
    plugin,
    message: `${message} ${describeError(cause).message}`,
    hint,
    cause,
  });
}

/** Turns a thrown PluginError into an entry of the report. */
export function problemOf(error: PluginError, severity: Problem["severity"], phase: LifecyclePhase): Problem {
  const { code, plugin, message, hint, cause } = error;
  const described = cause === undefined ? undefined : describeError(cause);
  return {
    severity,
    code,
    phase,
    ...(plugin !== undefined && { plugin }),
    message,
    hint,
    ...(described && { causes: [described.message, ...described.causes] }),
  };
}
