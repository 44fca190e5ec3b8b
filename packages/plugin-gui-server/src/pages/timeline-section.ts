import type { PluginReport } from "@asky/sdk";
import { formatDuration } from "./format-duration.ts";
import { type Markup, markup } from "./markup.ts";
import { planTimeline, type TimelineBar, type TimelineRow } from "./plan-timeline.ts";

/** The start-up in time: a table whose last column draws what the others say. */
export function timelineSection(plugins: readonly PluginReport[]): Markup | undefined {
  const { rows, totalMs } = planTimeline(plugins);
  if (rows.length === 0) return undefined;
  return markup`<section aria-labelledby="timeline">
<h2 id="timeline">Start-up in time</h2>
<p class="muted">Imports begin together; then one plugin after the other is initialised, and then started.</p>
<div class="card scroll" role="region" aria-labelledby="timeline" tabindex="0"><table class="timeline">
<thead><tr><th scope="col">Plugin</th>${legend("import")}${legend("init")}${legend("start")}<th scope="col" class="drawn"><span>0 ms</span><span>${formatDuration(totalMs)}</span></th></tr></thead>
<tbody>${rows.map((row) => timelineRow(row, totalMs))}</tbody>
</table></div>
</section>`;
}

function legend(phase: TimelineBar["phase"]): Markup {
  return markup`<th scope="col" class="number"><svg class="key ${phase}" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect width="10" height="10" rx="3"/></svg> ${phase}</th>`;
}

function timelineRow({ name, bars }: TimelineRow, totalMs: number): Markup {
  const time = (phase: TimelineBar["phase"]): Markup => {
    const bar = bars.find((candidate) => candidate.phase === phase);
    return markup`<td class="number">${bar === undefined ? "–" : formatDuration(bar.durationMs)}</td>`;
  };
  return markup`<tr><th scope="row"><bdi>${name}</bdi></th>${time("import")}${time("init")}${time("start")}
<td class="drawn"><svg width="100%" height="14" aria-hidden="true"><rect class="rail" y="6.5" width="100%" height="1"/>${bars.map((bar) => barRect(bar, totalMs))}</svg></td></tr>`;
}

/** Never thinner than can be seen. */
function barRect({ phase, startMs, durationMs }: TimelineBar, totalMs: number): Markup {
  const percent = (ms: number): string => (totalMs > 0 ? (100 * ms) / totalMs : 0).toFixed(2);
  const width = Math.max(Number(percent(durationMs)), 0.6);
  const x = Math.min(Number(percent(startMs)), 100 - width);
  return markup`<rect class="${phase}" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" y="2" height="10" rx="3"/>`;
}
