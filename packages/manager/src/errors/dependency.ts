import type { PluginErrorCode, Problem, ProblemPlace } from "@asky/sdk";
import type { SkipReason } from "../plan/plan-activation.ts";
import { quote } from "../text/visible-text.ts";

/** Says why a plugin is skipped. The place is the plugin's entry in the roster, if it has one. */
export function dependencySkipped(plugin: string, reason: SkipReason, place?: ProblemPlace): Problem {
  const { code, message, hint } = describe(plugin, reason);
  return {
    severity: "error",
    code,
    phase: "plan",
    plugin,
    message: `${quote(plugin)} is skipped: ${message}`,
    hint,
    ...(place && { place }),
  };
}

interface Description {
  readonly code: PluginErrorCode;
  readonly message: string;
  readonly hint: string;
}

function describe(plugin: string, reason: SkipReason): Description {
  if (reason.kind === "cycle") {
    return {
      code: "DEPENDENCY_CYCLE",
      message: `it depends on itself in a circle, ${reason.path.map(quote).join(" → ")}.`,
      hint: "Take one of these dependencies out, in plugins.toml or with the author of the plugin.",
    };
  }
  const dependency = quote(reason.dependency);
  switch (reason.kind) {
    case "missing":
      return {
        code: "DEPENDENCY_MISSING",
        message: `it depends on ${dependency}, which is not in plugins.toml.`,
        hint: `Add ${dependency} with its module to plugins.toml, or set enabled = false for ${quote(plugin)}.`,
      };
    case "disabled":
      return {
        code: "DEPENDENCY_DISABLED",
        message: `it depends on ${dependency}, which is disabled.`,
        hint: `Set enabled = true for ${dependency}, or enabled = false for ${quote(plugin)}.`,
      };
    case "failed":
      return {
        code: "DEPENDENCY_FAILED",
        message: `it depends on ${reason.path.slice(1).map(quote).join(", and that on ")}, which is not active.`,
        hint: `See what is said about ${quote(reason.path.at(-1) ?? reason.dependency)}, and mend that first.`,
      };
    case "late":
      return {
        code: "DEPENDENCY_MISSING",
        message: `it depends on ${dependency}, which comes later; plugins passed in code are activated first, in the order given.`,
        hint: `Pass ${dependency} in code too, before ${quote(plugin)}.`,
      };
  }
}
