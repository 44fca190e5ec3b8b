import type { PluginReport } from "@asky/sdk";

/** One bar of the timeline. Times are milliseconds after the first import began. */
export interface TimelineBar {
  readonly phase: "import" | "init" | "start";
  readonly startMs: number;
  readonly durationMs: number;
}

/** The bars of one plugin, in the order of time. */
export interface TimelineRow {
  readonly name: string;
  readonly bars: readonly TimelineBar[];
}

/** When each plugin did what. */
export interface Timeline {
  readonly rows: readonly TimelineRow[];
  readonly totalMs: number;
}

/**
 * Lays the durations of a report out in time, by the host's order: imports begin together, then one plugin after the
 * other is initialised, then one after the other is started. Plugins without any time are left out.
 */
export function planTimeline(plugins: readonly PluginReport[]): Timeline {
  const timed = plugins.filter(
    ({ timings }) => timings.importMs !== undefined || timings.initMs !== undefined,
  );
  const importEnd = Math.max(0, ...timed.map(({ timings }) => timings.importMs ?? 0));
  const initEnd = timed.reduce((sum, { timings }) => sum + (timings.initMs ?? 0), importEnd);
  let nextInit = importEnd;
  let nextStart = initEnd;
  const rows = timed.map(({ name, timings: { importMs, initMs, startMs } }): TimelineRow => {
    const bars: TimelineBar[] = [];
    if (importMs !== undefined) bars.push({ phase: "import", startMs: 0, durationMs: importMs });
    if (initMs !== undefined) bars.push({ phase: "init", startMs: nextInit, durationMs: initMs });
    if (startMs !== undefined) bars.push({ phase: "start", startMs: nextStart, durationMs: startMs });
    nextInit += initMs ?? 0;
    nextStart += startMs ?? 0;
    return { name, bars };
  });
  return { rows, totalMs: nextStart };
}
