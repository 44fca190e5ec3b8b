import type { LifecyclePhase } from "@asky/sdk";
import type { HostParts } from "../context/create-context.ts";
import type { PluginRecord } from "./plugin-record.ts";

/** Puts what has changed for all code of the process down to the plugin whose step has just ended. */
export function blameChanges(record: PluginRecord, phase: LifecyclePhase, { owners }: HostParts): void {
  const names = owners?.changedGlobals() ?? [];
  record.owner?.changedGlobals(names, phase);
}
