import { lifecycleFailed } from "../errors/lifecycle.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import type { LifecycleStep } from "./managed-plugin.ts";

/** How a step ended, and how long it took in milliseconds. */
export interface StepOutcome {
  readonly isOk: boolean;
  readonly durationMs: number;
}

/** Takes one step of one plugin's life and awaits it. A fault is reported under the plugin's name. Never rejects. */
export async function runStep<Args extends readonly unknown[]>(
  plugin: string,
  step: LifecycleStep<Args>,
  args: Args,
  report: ReportProblem,
): Promise<StepOutcome> {
  const startedAt = performance.now();
  try {
    await step.run(...args);
    return { isOk: true, durationMs: performance.now() - startedAt };
  } catch (error) {
    report(lifecycleFailed(plugin, step.method, error));
    return { isOk: false, durationMs: performance.now() - startedAt };
  }
}
