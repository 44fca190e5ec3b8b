// @ts-check

/**
 * @typedef {"import" | "init" | "start"} Phase
 *
 * @typedef {object} Bar times are milliseconds after the first import began
 * @property {Phase} phase
 * @property {number} beginMs
 * @property {number} durationMs
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {readonly Bar[]} bars in the order of time
 *
 * @typedef {object} Timeline
 * @property {readonly Row[]} rows in order of activation
 * @property {number} totalMs
 */

/**
 * Lays the durations of a report out in time, in the host's order: all imports begin together, then one plugin after the
 * other is initialised, then one after the other is started. Pure. Plugins without any time are left out.
 *
 * @param {readonly import("../record.mjs").PluginReport[]} plugins
 * @returns {Timeline}
 */
export function planTimeline(plugins) {
  const timed = plugins.filter(
    ({ timings }) => timings.importMs !== undefined || timings.initMs !== undefined,
  );
  let now = Math.max(0, ...timed.map(({ timings }) => timings.importMs ?? 0));
  /** @type {Map<string, Bar[]>} */
  const bars = new Map(
    timed.map(({ name, timings: { importMs } }) => [
      name,
      importMs === undefined ? [] : [{ phase: "import", beginMs: 0, durationMs: importMs }],
    ]),
  );
  for (const phase of /** @type {const} */ (["init", "start"])) {
    for (const { name, timings } of timed) {
      const durationMs = timings[`${phase}Ms`];
      if (durationMs === undefined) continue;
      bars.get(name)?.push({ phase, beginMs: now, durationMs });
      now += durationMs;
    }
  }
  return { rows: timed.map(({ name }) => ({ name, bars: bars.get(name) ?? [] })), totalMs: now };
}

/**
 * Round numbers from 0 up to `total`, at most `count` of them besides 0.
 *
 * @param {number} total
 * @param {number} count
 */
export function ticks(total, count) {
  if (!(total > 0)) return [0];
  const rough = total / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => power * factor >= rough) ?? 10);
  return Array.from({ length: Math.floor(total / step) + 1 }, (_, index) => index * step);
}
