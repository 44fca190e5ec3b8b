import type { LifecyclePhase } from "@asky/sdk";
import type { ReportProblem } from "../problems/problem-log.ts";
import type { PluginRecord } from "./plugin-record.ts";
import { runStep } from "./run-step.ts";

/** Stops what is up, in reverse order of activation. Faults are reported and the others go on. */
export async function stopPlugins(order: readonly PluginRecord[], report: ReportProblem): Promise<void> {
  for (const record of order.toReversed()) await endPlugin(record, report, "stop");
}

/**
 * Ends one plugin, if it is up: its signal aborts, its own end is awaited, then everything it obtained is undone.
 */
export async function endPlugin(
  record: PluginRecord,
  report: ReportProblem,
  phase: LifecyclePhase,
): Promise<void> {
  const { managed, scope } = record;
  if (!managed || !scope?.isOpen) return;
  scope.beginEnd();
  const { durationMs } = await runStep(scope, managed.stop, report);
  await scope.end(phase);
  record.timings.stopMs = durationMs;
  record.state = "stopped";
}
