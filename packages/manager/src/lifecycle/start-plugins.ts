import type { HostParts } from "../context/create-context.ts";
import { blameChanges } from "./blame-changes.ts";
import type { PluginRecord } from "./plugin-record.ts";
import { runStep } from "./run-step.ts";
import { skip } from "./skip-plugin.ts";
import { endPlugin } from "./stop-plugins.ts";

/** Starts the initialised plugins one after the other. One that fails is stopped and undone, and so are its dependents. */
export async function startPlugins(order: readonly PluginRecord[], host: HostParts): Promise<void> {
  const byName = new Map(order.map((record) => [record.name, record]));
  for (const record of order) {
    if (record.state !== "active" || !record.managed) continue;
    const missing = record.dependencies.find((name) => byName.get(name)?.state !== "started");
    if (missing !== undefined) {
      await endPlugin(record, host.report, "start");
      skip(record, missing, host);
      continue;
    }
    if (!record.managed.start || !record.scope) {
      record.state = "started";
      continue;
    }
    const { isOk, durationMs } = await runStep(record.scope, record.managed.start, host.report);
    record.timings.startMs = durationMs;
    blameChanges(record, "start", host);
    // A failure that nobody caught may have ended it meanwhile.
    if (record.state !== "active") continue;
    if (isOk) {
      record.state = "started";
      continue;
    }
    await endPlugin(record, host.report, "start");
    record.state = "failed";
  }
}
