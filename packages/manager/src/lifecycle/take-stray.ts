import type { LifecyclePhase } from "@asky/sdk";
import type { HostParts } from "../context/create-context.ts";
import { strayFailure } from "../errors/owner.ts";
import { placeOfError } from "../owners/stack-place.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import { isUp, type PluginRecord } from "./plugin-record.ts";
import { skip } from "./skip-plugin.ts";
import { endPlugin } from "./stop-plugins.ts";

/** Makes a plugin the owner of what its code does, where the host tracks owners. Once for each plugin. */
export function adoptPlugin(record: PluginRecord, { owners, report }: HostParts): void {
  record.owner ??= owners?.adopt(record.name, {
    report,
    strayed(kind, error) {
      const phase = phaseOf(record);
      report(strayFailure(record.name, kind, error, phase, placeOfError(error)));
      takeStray(record, phase, report);
    },
  });
}

/** What a failure that comes now meets: a plugin at work, on its way, or one that has ended. */
function phaseOf({ scope, state }: PluginRecord): LifecyclePhase {
  if (!scope) return "load";
  if (!scope.isOpen) return "stop";
  return state === "active" || state === "started" ? "serve" : "init";
}

function takeStray(record: PluginRecord, phase: LifecyclePhase, report: ReportProblem): void {
  record.hasStrayed = true;
  if (phase !== "serve") {
    // The step that is under way, or comes next, finds it and rolls the plugin back; after its end there is none.
    record.scope?.beginEnd();
    return;
  }
  record.state = "failed";
  const ended = endPlugin(record, report, "serve").then(() => {
    record.state = "failed";
  });
  for (const tell of record.failureListeners) tell(record, ended);
}

/** Ends, in reverse order of activation, what depends on a plugin that has failed. Returns those that it ended. */
export async function endDependents(
  failed: PluginRecord,
  order: readonly PluginRecord[],
  host: HostParts,
): Promise<readonly PluginRecord[]> {
  const missing = new Map([[failed.name, failed.name]]);
  for (const { name, dependencies } of order) {
    const dependency = dependencies.find((one) => missing.has(one));
    if (dependency !== undefined) missing.set(name, dependency);
  }
  const ended: PluginRecord[] = [];
  for (const record of order.toReversed()) {
    const dependency = missing.get(record.name);
    if (dependency === undefined || !isUp(record) || !record.scope?.isOpen) continue;
    await endPlugin(record, host.report, "serve");
    skip(record, dependency, host);
    ended.push(record);
  }
  return ended;
}
