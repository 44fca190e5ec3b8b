import { HOOK_POINTS, PluginError, type Problem } from "@asky/sdk";
import { describeError, hintOf } from "../problems/describe-error.ts";

export function hookPointUnknown(plugin: string, point: unknown): PluginError {
  return new PluginError("HOOK_POINT_UNKNOWN", {
    plugin,
    message: `"${plugin}" registered a callback on "${String(point)}", which is no hook point.`,
    hint: `Use one of: ${HOOK_POINTS.join(", ")}.`,
  });
}

export function hookOptionsInvalid(plugin: string, point: string, what: string): PluginError {
  return new PluginError("HOOK_OPTIONS_INVALID", {
    plugin,
    message: `"${plugin}" registered on "${point}" with ${what}.`,
    hint: "Call register(point, callback, options) with a function and, if at all, a finite number or { priority, guard, timeoutMs }.",
  });
}

export function hooksFrozen(plugin: string, point: string): PluginError {
  return new PluginError("HOOKS_FROZEN", {
    plugin,
    message: `"${plugin}" changed its callbacks on "${point}" after activation, when the hooks are frozen.`,
    hint: "Register and unregister callbacks in activate(); to be quiet later, let the callback return early.",
  });
}

export function callbackFailed(plugin: string, point: string, callback: string, error: unknown): Problem {
  const { message, causes } = describeError(error);
  return {
    severity: "warning",
    code: "CALLBACK_FAILED",
    phase: "serve",
    plugin,
    message: `The callback "${callback}" of "${plugin}" on "${point}" failed; the others ran.`,
    hint: hintOf(error, `Fix "${callback}" in "${plugin}", or set enabled = false for it in plugins.toml.`),
    causes: [message, ...causes],
  };
}

export function hookFieldInvalid(
  plugin: string,
  point: string,
  field: string,
  expected: string,
  detail?: string,
): Problem {
  return {
    severity: "warning",
    code: "HOOK_FIELD_INVALID",
    phase: "serve",
    plugin,
    message: `"${plugin}" replaced "${field}" on "${point}" by something else than ${expected}; the old value stays.`,
    hint: `Let "${plugin}" assign ${expected}, or leave "${field}" alone.`,
    ...(detail !== undefined && { causes: [detail] }),
  };
}

export function callbackTimedOut(
  plugin: string,
  point: string,
  callback: string,
  timeoutMs: number,
): Problem {
  return {
    severity: "warning",
    code: "CALLBACK_TIMED_OUT",
    phase: "serve",
    plugin,
    message: `The callback "${callback}" of "${plugin}" on "${point}" did not finish within ${timeoutMs} ms; its result is discarded, and the others ran.`,
    hint: `Let "${callback}" heed the payload's signal, raise timeout_ms in [plugin.${plugin}] of plugins.toml, or set enabled = false for it.`,
  };
}

/** `what` names the call, for example `callback "onEnd" on "session_end"`. */
export function settledLate(
  plugin: string,
  what: string,
  outcome: { readonly rejectedWith?: unknown },
): Problem {
  const error = "rejectedWith" in outcome ? describeError(outcome.rejectedWith) : undefined;
  return {
    severity: "warning",
    code: "SETTLED_LATE",
    phase: "serve",
    plugin,
    message: `The ${what} of "${plugin}" ${error ? "failed" : "finished"} after its deadline; nothing of it counts.`,
    hint: `Make it faster or let it heed its signal; or raise timeout_ms in [plugin.${plugin}] of plugins.toml.`,
    ...(error && { causes: [error.message, ...error.causes] }),
  };
}

/** `what` names the call, as above. */
export function breakerOpened(plugin: string, what: string, isGuard: boolean): Problem {
  const effect = isGuard ? "and denies every call" : "and is skipped";
  return {
    severity: "warning",
    code: "BREAKER_OPEN",
    phase: "serve",
    plugin,
    message: `The ${what} of "${plugin}" failed too often ${effect}; it is tried again in a minute.`,
    hint: `Mend what the earlier entries of "${plugin}" say, or set enabled = false for it in plugins.toml.`,
  };
}
