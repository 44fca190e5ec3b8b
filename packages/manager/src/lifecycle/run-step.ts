import type { PluginScope } from "../context/plugin-scope.ts";
import { DEFAULT_TIMEOUT_MS } from "../deadline/settle-within.ts";
import { lifecycleFailed, pluginTimedOut } from "../errors/lifecycle.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import type { LifecycleStep } from "./managed-plugin.ts";

/** How a step ended, and how long it took in milliseconds. */
export interface StepOutcome {
  readonly isOk: boolean;
  readonly durationMs: number;
}

/**
 * Takes one step of one plugin's life and awaits it, within the plugin's deadline. A fault is reported under the
 * plugin's name. Never rejects.
 */
export async function runStep<Args extends readonly unknown[]>(
  scope: PluginScope,
  step: LifecycleStep<Args>,
  report: ReportProblem,
  ...args: Args
): Promise<StepOutcome> {
  const startedAt = performance.now();
  let isOk = false;
  try {
    isOk = await scope.settle(
      `${step.method}()`,
      scope.run(() => step.run(...args)),
    );
    if (!isOk) report(pluginTimedOut(scope.plugin, step.method, scope.timeoutMs ?? DEFAULT_TIMEOUT_MS));
  } catch (error) {
    report(lifecycleFailed(scope.plugin, step.method, error));
  }
  return { isOk, durationMs: performance.now() - startedAt };
}
