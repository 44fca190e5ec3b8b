import type { PassedPlugin, PassedPluginEntry } from "@asky/manager";
import { PluginError, type Problem, type StartupReport } from "@asky/sdk";
import { startupAborted } from "../errors/lifecycle.ts";

/**
 * Finds the plugin whose failure the host does not accept, first in order of activation.
 *
 * @param passed - the plugins passed in code: one that the manager did not even take stands in no record of the report.
 * @returns `STARTUP_ABORTED` with that plugin's own fault as the cause; `undefined` when the host may go on.
 */
export function findAbort(
  { plugins, problems }: StartupReport,
  passed: readonly (PassedPlugin | PassedPluginEntry)[],
): PluginError | undefined {
  const needed = plugins.filter(({ onFailure }) => onFailure === "abort");
  const culprit = needed.find(({ state }) => state === "failed" || state === "skipped");
  if (culprit) return startupAborted(culprit.name, causeOf(culprit.problems));

  // The host's own plugin comes on top of those that were passed.
  const taken = needed.filter(({ module }) => module === undefined).length;
  if (taken === passed.filter(mustRun).length + 1) return undefined;
  const refusals = [...problems, ...plugins.flatMap((plugin) => plugin.problems)].filter(
    ({ phase, place }) => phase === "load" && place === undefined,
  );
  return startupAborted(refusals[0]?.plugin ?? "a plugin passed in code", causeOf(refusals));
}

function mustRun(plugin: PassedPlugin | PassedPluginEntry): boolean {
  try {
    return (plugin as PassedPluginEntry).onFailure !== "isolate";
  } catch {
    // What cannot even be read must be an error of whoever passed it.
    return true;
  }
}

/** The report keeps what went wrong as data; whoever catches the abort expects an error with its chain of causes. */
function causeOf(problems: readonly Problem[]): PluginError | undefined {
  const fault = problems.find((problem) => problem.severity === "error") ?? problems[0];
  return fault && toError(fault);
}

function toError({ code, plugin, message, hint, causes = [] }: Problem): PluginError {
  const cause = causes.reduceRight<Error | undefined>(
    (inner, text) => new Error(text, inner && { cause: inner }),
    undefined,
  );
  return new PluginError(code, { plugin, message, hint, cause });
}
