import { isPluginName, type PluginState, type Problem } from "@asky/sdk";
import type { HostParts } from "../context/create-context.ts";
import { DEFAULT_TIMEOUT_MS } from "../deadline/settle-within.ts";
import { dependencySkipped } from "../errors/dependency.ts";
import { settledLate } from "../errors/hook.ts";
import { alreadyRegistered, passedNameIllegal, problemOf } from "../errors/lifecycle.ts";
import { codeNeedsRestart } from "../errors/package.ts";
import { pluginNameReserved } from "../errors/roster.ts";
import { blameChanges } from "../lifecycle/blame-changes.ts";
import type { PluginRecord } from "../lifecycle/plugin-record.ts";
import { adoptPlugin } from "../lifecycle/take-stray.ts";
import { noteImport } from "../packages/imported-code.ts";
import { type ActivationPlan, planActivation } from "../plan/plan-activation.ts";
import { type RosterEntry, readRoster } from "../roster/read-roster.ts";
import { importPlugin, type RecognisedPlugin, recognisePlugin } from "./import-plugin.ts";
import { type LocatedPlugin, locatePlugin } from "./locate-plugin.ts";
import { type PassedPlugin, type PassedPluginEntry, passedEntry } from "./passed-plugin.ts";

/** What decides where plugins come from. */
export interface LoadOptions {
  readonly roster?: boolean;
  readonly projectDir?: string;
}

/** All plugins that were named, and those that the plan admits, in order of activation. */
export interface LoadedPlugins {
  readonly records: readonly PluginRecord[];
  readonly order: readonly PluginRecord[];
}

type Records = Map<string, PluginRecord>;

/** Recognises the plugins that a host passes in code. Those that are none are reported and left out. */
export function loadPassed(
  host: HostParts,
  passed: readonly (PassedPlugin | PassedPluginEntry)[],
): readonly PluginRecord[] {
  const records: Records = new Map();
  for (const [index, value] of passed.entries()) addPassed(records, passedEntry(value), index, host);
  return [...records.values()];
}

/**
 * From the roster to a plan: reads, locates without running code, plans, imports what the plan admits all at once, and
 * plans again with what the classes say.
 *
 * @param first - the plugins passed in code; they come before the roster's.
 */
export async function loadPlugins(
  host: HostParts,
  first: readonly PluginRecord[],
  { roster = true, projectDir }: LoadOptions,
): Promise<LoadedPlugins> {
  const records: Records = new Map(first.map((record) => [record.name, record]));
  const entries = roster ? await addRoster(records, host) : [];

  const fromDirs = [...new Set([host.configDir, projectDir ?? host.configDir])];
  const located = await locateAll(records, entries, fromDirs, host);
  const admitted = new Set(plan(records).order);
  const imports = [...located].filter(([name]) => admitted.has(name));
  await Promise.all(imports.map(([name, one]) => load(records.get(name), one, host)));

  const { order, skipped } = plan(records);
  for (const [name, reason] of skipped) {
    const record = records.get(name);
    if (record) record.state = "skipped";
    host.report(dependencySkipped(name, reason, record?.entry?.place));
  }
  return { records: [...records.values()], order: order.flatMap((name) => records.get(name) ?? []) };
}

function addPassed(records: Records, entry: PassedPluginEntry, index: number, host: HostParts): void {
  const { plugin, onFailure = "abort", timeoutMs } = entry;
  const label = `plugins[${index}]`;
  const recognised = recognisePlugin({ [label]: plugin }, label, host.services);
  if ("problem" in recognised) {
    host.report(recognised.problem);
    return;
  }
  const refused = refusal(records, recognised.identity.name);
  if (refused) {
    host.report(refused);
    return;
  }
  const record = createRecord(recognised.identity.name, onFailure, timeoutMs);
  records.set(record.name, record);
  accept(record, recognised, host);
}

/** Why no plugin of that name can be passed in code, if so. */
function refusal(records: Records, name: string): Problem | undefined {
  if (!isPluginName(name)) return problemOf(passedNameIllegal(name), "error", "load");
  return records.has(name) ? problemOf(alreadyRegistered(name), "error", "load") : undefined;
}

/** Adds what the roster names, and returns the entries that are to be loaded. */
async function addRoster(records: Records, host: HostParts): Promise<readonly RosterEntry[]> {
  const roster = await readRoster(host.configDir);
  for (const problem of roster.problems) host.report(problem);
  for (const { name, problems } of roster.refused) {
    for (const problem of problems) host.report(problem);
    if (!records.has(name)) records.set(name, { ...createRecord(name, "isolate"), state: "failed" });
  }
  const added = roster.entries.filter((entry) => {
    if (!records.has(entry.name)) return true;
    host.report(pluginNameReserved(entry.name, entry.place));
    return false;
  });
  for (const entry of added) {
    const { name, onFailure, timeoutMs, dependencies } = entry;
    const record = { ...createRecord(name, onFailure, timeoutMs), entry, dependencies };
    records.set(name, entry.enabled ? record : { ...record, state: "disabled" });
  }
  return added.filter((entry) => entry.enabled);
}

async function locateAll(
  records: Records,
  entries: readonly RosterEntry[],
  fromDirs: readonly string[],
  host: HostParts,
): Promise<ReadonlyMap<string, LocatedPlugin>> {
  const all = await Promise.all(entries.map((entry) => locatePlugin(entry, fromDirs)));
  const located = new Map<string, LocatedPlugin>();
  for (const [index, entry] of entries.entries()) {
    const record = records.get(entry.name);
    const one = all[index];
    if (!record || !one) continue;
    if (one.found) record.found = one.found;
    if (one.module) record.file = one.module.path;
    if (one.manifest) {
      record.manifest = one.manifest;
      record.dependencies = union(record.dependencies, one.manifest.dependencies);
      record.optionalDependencies = one.manifest.optionalDependencies ?? [];
    }
    if (one.problem) fail(record, one.problem, host);
    else located.set(entry.name, one);
  }
  return located;
}

async function load(
  record: PluginRecord | undefined,
  located: LocatedPlugin,
  host: HostParts,
): Promise<void> {
  if (!record) return;
  if (located.found && located.module) {
    const stale = await noteImport(located.found, located.module);
    if (stale) host.report(owned(record, codeNeedsRestart(stale)));
  }
  adoptPlugin(record, host);
  const startedAt = performance.now();
  const imported = await importPlugin(record, located, host.services, {
    timeoutMs: record.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    clock: host.clock,
    onLate: (outcome) => host.report(settledLate(record.name, "module", outcome)),
  });
  record.timings.importMs = performance.now() - startedAt;
  blameChanges(record, "load", host);
  if ("problem" in imported) fail(record, imported.problem, host);
  else accept(record, imported, host);
}

function accept(
  record: PluginRecord,
  { managed, identity, warnings }: RecognisedPlugin,
  host: HostParts,
): void {
  record.state = "loaded";
  record.managed = managed;
  record.version = identity.version;
  record.dependencies = union(record.dependencies, identity.dependencies);
  for (const warning of warnings) host.report(owned(record, warning));
}

function fail(record: PluginRecord, problem: Problem, host: HostParts): void {
  record.state = "failed";
  host.report(owned(record, problem));
}

/** What a package is found to be like is nobody's fault in particular; here it becomes one plugin's, with its place. */
function owned(record: PluginRecord, problem: Problem): Problem {
  const place = problem.place ?? record.entry?.place;
  return { ...problem, plugin: record.name, ...(place && { place }) };
}

function plan(records: Records): ActivationPlan {
  return planActivation(
    [...records.values()].map(({ name, entry, state, dependencies, optionalDependencies }) => ({
      name,
      dependencies,
      optionalDependencies,
      state: planState(state),
      fixedFirst: entry === undefined && planState(state) === "ready",
    })),
  );
}

/** A plugin that was skipped in an earlier generation is not tried again. */
function planState(state: PluginState): "ready" | "disabled" | "failed" {
  if (state === "disabled") return state;
  return state === "failed" || state === "skipped" ? "failed" : "ready";
}

function createRecord(name: string, onFailure: "isolate" | "abort", timeoutMs?: number): PluginRecord {
  // Planning needs a state from the start; nothing can be seen of it before loading is over.
  return {
    name,
    onFailure,
    timeoutMs,
    state: "loaded",
    dependencies: [],
    optionalDependencies: [],
    timings: {},
    failureListeners: new Set(),
  };
}

function union(first: readonly string[], second: readonly string[] = []): readonly string[] {
  return [...new Set([...first, ...second])];
}
