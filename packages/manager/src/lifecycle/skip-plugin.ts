import type { HostParts } from "../context/create-context.ts";
import { dependencySkipped } from "../errors/dependency.ts";
import type { PluginRecord } from "./plugin-record.ts";

/** Takes a plugin out whose dependency has failed since the plan was made. */
export function skip(record: PluginRecord, dependency: string, host: HostParts): void {
  record.state = "skipped";
  host.report(
    dependencySkipped(record.name, { kind: "failed", dependency, path: [record.name, dependency] }),
  );
}
