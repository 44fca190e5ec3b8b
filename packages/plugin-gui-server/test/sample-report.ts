import type { PluginReport, Problem, StartupReport } from "@asky/sdk";

/** One plugin of a report; what is not given is empty. */
export function pluginReport(given: Partial<PluginReport> & { readonly name: string }): PluginReport {
  return {
    state: "started",
    contract: "asky",
    version: "1.2.3",
    dependencies: [],
    optionalDependencies: [],
    onFailure: "isolate",
    hooks: [],
    events: [],
    services: [],
    timings: {},
    problems: [],
    ...given,
  };
}

/** A report of these plugins. */
export function startupReport(
  plugins: readonly PluginReport[],
  problems: readonly Problem[] = [],
): StartupReport {
  return {
    startedAt: "2026-11-21T09:30:12.123Z",
    durationMs: 187.4,
    configDir: "/home/kim/.config/asky",
    plugins,
    problems,
  };
}
