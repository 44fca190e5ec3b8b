import type { LifecyclePhase, PluginError, Problem } from "@asky/sdk";
import { describeError } from "./describe-error.ts";

/** An error as an entry of the report. */
export function toProblem(error: PluginError, severity: Problem["severity"], phase: LifecyclePhase): Problem {
  const { code, plugin, message, hint, cause } = error;
  return {
    severity,
    code,
    phase,
    ...(plugin !== undefined && { plugin }),
    message,
    hint,
    ...(cause !== undefined && { causes: describeError(cause) }),
  };
}
