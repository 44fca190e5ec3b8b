import type { PluginReport, StartupReport } from "@asky/sdk";
import { formatDuration } from "./format-duration.ts";
import { icon, type Tone } from "./icon.ts";
import { layout } from "./layout.ts";
import { type Markup, markup } from "./markup.ts";
import { pluginSection } from "./plugin-section.ts";
import { countStates, isRunning, needsAttention, toneOf } from "./plugin-state.ts";
import { problemList } from "./problem.ts";
import { timelineSection } from "./timeline-section.ts";

/** The first page: how the host started. Pure: the same report gives the same page. */
export function overviewPage(report: StartupReport): Markup {
  const { plugins, problems } = report;
  return layout(
    "Start-up",
    markup`${summary(report)}
${
  problems.length === 0
    ? undefined
    : markup`<section aria-labelledby="files"><h2 id="files">Problems of the host and its files</h2>${problemList(problems)}</section>`
}
<section aria-labelledby="plugins">
<h2 id="plugins">Plugins</h2>
${plugins.length === 0 ? markup`<p class="empty">No plugins yet. Name one in <code>plugins.toml</code> and restart the host.</p>` : plugins.map((plugin, index) => pluginSection(plugin, idOf(index)))}
</section>
${timelineSection(plugins)}
<footer class="muted"><p>As of this moment; reload the page to look again. The same as data: <a href="/api/v1/report">/api/v1/report</a></p></footer>`,
  );
}

function summary({ plugins, problems, startedAt, durationMs, configDir }: StartupReport): Markup {
  const running = plugins.filter(isRunning).length;
  const attention = plugins.flatMap((plugin, index) => (needsAttention(plugin) ? [{ plugin, index }] : []));
  const tone: Tone = attention.some(({ plugin }) => plugin.state === "failed")
    ? "bad"
    : worst(attention, problems);
  return markup`<section class="summary">
<h1>${icon(tone)} <span>${headline(running, plugins)}</span></h1>
<ul class="counts">${countStates(plugins).map(
    ([state, count]) =>
      markup`<li class="badge ${toneOf(state)}">${icon(toneOf(state))} <strong>${count}</strong> ${state}</li>`,
  )}</ul>
${
  attention.length === 0
    ? undefined
    : markup`<p>Look at ${attention.map(({ plugin, index }, nth) => markup`${nth === 0 ? undefined : ", "}<a href="#${idOf(index)}"><bdi>${plugin.name}</bdi></a>`)}.</p>`
}
<p class="muted">Started <time datetime="${startedAt}">${readableTime(startedAt)}</time>, in ${formatDuration(durationMs)}, from <code>${configDir}</code></p>
</section>`;
}

function worst(attention: readonly unknown[], problems: StartupReport["problems"]): Tone {
  if (problems.some(({ severity }) => severity === "error")) return "bad";
  return attention.length > 0 || problems.length > 0 ? "warn" : "good";
}

function headline(running: number, plugins: readonly PluginReport[]): string {
  const wanted = plugins.filter(({ state }) => state !== "disabled").length;
  if (wanted === 0) return "No plugin is enabled";
  if (running < wanted) return `${running} of ${wanted} plugins run`;
  return wanted === 1 ? "The plugin runs" : `All ${wanted} plugins run`;
}

/** `2026-11-21T09:30:00.000Z` as `2026-11-21 09:30:00 UTC`; anything else as it is. */
function readableTime(iso: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(iso);
  return parts === null ? iso : `${parts[1]} ${parts[2]} UTC`;
}

function idOf(index: number): string {
  return `plugin-${index + 1}`;
}
