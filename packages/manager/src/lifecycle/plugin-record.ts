import type { PluginManifest, PluginReport, PluginState, Problem } from "@asky/sdk";
import type { PluginScope } from "../context/plugin-scope.ts";
import type { PluginOwner } from "../owners/plugin-owner.ts";
import type { FoundPackage } from "../packages/find-package.ts";
import type { RosterEntry } from "../roster/read-roster.ts";
import type { ManagedPlugin } from "./managed-plugin.ts";

/** Told that a plugin at work has failed; `ended` resolves when it is undone. */
export type FailureListener = (record: PluginRecord, ended: Promise<void>) => void;

/** What the manager knows of one plugin. Changed by the phases, each in its turn. */
export interface PluginRecord {
  readonly name: string;
  /** The roster's entry; left out for a plugin passed in code. */
  readonly entry?: RosterEntry;
  readonly onFailure: "isolate" | "abort";
  /** How long anything of it may take, in milliseconds; 0 means for ever. @defaultValue no limit set */
  readonly timeoutMs?: number | undefined;
  state: PluginState;
  dependencies: readonly string[];
  optionalDependencies: readonly string[];
  found?: FoundPackage;
  manifest?: PluginManifest;
  /** The file that was imported. */
  file?: string;
  version?: string;
  managed?: ManagedPlugin;
  scope?: PluginScope;
  /** Who answers for what its code leaves behind; left out where owners are not tracked. */
  owner?: PluginOwner | undefined;
  /** Whether it left a failure that nobody caught, and counts as failed for that. */
  hasStrayed?: boolean;
  /** The managers that have it: one that is carried over has several. */
  readonly failureListeners: Set<FailureListener>;
  readonly timings: { importMs?: number; initMs?: number; startMs?: number; stopMs?: number };
}

/** Whether a plugin takes part: it was initialised and has not ended. */
export function isUp(record: PluginRecord | undefined): boolean {
  return record?.state === "active" || record?.state === "started";
}

/** Each plugin's part of the report. */
export function reportPlugins(
  records: readonly PluginRecord[],
  problems: readonly Problem[],
): readonly PluginReport[] {
  const byPlugin = new Map<string | undefined, Problem[]>();
  for (const problem of problems) {
    const known = byPlugin.get(problem.plugin);
    if (known) known.push(problem);
    else byPlugin.set(problem.plugin, [problem]);
  }
  return records.map((record) => reportPlugin(record, byPlugin.get(record.name) ?? []));
}

/** `problems` are the plugin's own. */
function reportPlugin(record: PluginRecord, problems: readonly Problem[]): PluginReport {
  const { name, entry, found, file, version, managed, scope } = record;
  const contract = managed?.contract ?? record.manifest?.contract;
  return {
    name,
    state: record.state,
    ...(contract && { contract }),
    ...(version !== undefined && { version }),
    ...(entry && { module: entry.module }),
    ...(found && { package: { name: found.name, version: found.version, directory: found.directory } }),
    ...(file !== undefined && { entry: file }),
    dependencies: record.dependencies,
    optionalDependencies: record.optionalDependencies,
    onFailure: record.onFailure,
    hooks: [...(scope?.obtained.hooks ?? [])],
    events: [...(scope?.obtained.events ?? [])].map((seen) => seen.name),
    services: [...(scope?.obtained.services ?? [])].map((seen) => seen.name),
    timings: { ...record.timings },
    problems,
  };
}
