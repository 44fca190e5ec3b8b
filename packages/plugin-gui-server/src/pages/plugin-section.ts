import type { PluginReport } from "@asky/sdk";
import { formatDuration } from "./format-duration.ts";
import { icon } from "./icon.ts";
import { type Content, type Markup, markup } from "./markup.ts";
import { toneOf } from "./plugin-state.ts";
import { problemList } from "./problem.ts";

/** One plugin: who it is, how it stands, what it does. */
export function pluginSection(plugin: PluginReport, id: string): Markup {
  const { name, state, version, problems } = plugin;
  const tone = toneOf(state);
  return markup`<article class="card ${tone}" aria-labelledby="${id}">
<header><h3 id="${id}"><bdi>${name}</bdi>${version === undefined ? undefined : markup` <span class="version">${version}</span>`}</h3>
<span class="badge ${tone}">${icon(tone)} ${state}</span></header>
${problemList(problems)}
<dl>
${fact("Contract", contractName(plugin))}
${fact("Package", packageOf(plugin))}
${fact("Times", timesOf(plugin))}
${fact("Depends on", names([...plugin.dependencies, ...plugin.optionalDependencies.map((other) => `${other} (optional)`)]))}
${fact("Services", names(plugin.services))}
${fact("Events", names(plugin.events))}
${fact("If it fails", plugin.onFailure === "abort" ? "the host stops" : undefined)}
</dl>
${hookTable(plugin)}
</article>`;
}

function fact(label: string, value: Content): Markup | undefined {
  return value === undefined ? undefined : markup`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

function contractName({ contract }: PluginReport): string | undefined {
  if (contract === "asky") return "Asky";
  return contract === "tether" ? "Tether" : contract;
}

function packageOf({ package: installed, module, entry }: PluginReport): Content {
  if (installed !== undefined) {
    return markup`<code title="${entry ?? installed.directory}">${installed.name}@${installed.version}</code>`;
  }
  return module === undefined ? "passed in code" : markup`<code>${module}</code>`;
}

function timesOf({ timings }: PluginReport): Content {
  const measured = (["import", "init", "start", "stop"] as const).flatMap((phase) => {
    const ms = timings[`${phase}Ms`];
    return ms === undefined ? [] : [`${phase}\u00a0${formatDuration(ms)}`];
  });
  return measured.length === 0 ? undefined : measured.join(", ");
}

function names(list: readonly string[]): Content {
  if (list.length === 0) return undefined;
  return markup`<ul class="names">${list.map((name) => markup`<li><code>${name}</code></li>`)}</ul>`;
}

function hookTable({ name, hooks }: PluginReport): Markup | undefined {
  if (hooks.length === 0) return undefined;
  return markup`<details><summary>${hooks.length === 1 ? "1 hook" : `${hooks.length} hooks`}</summary>
<div class="scroll" role="region" aria-label="Hooks of ${name}" tabindex="0"><table><thead><tr><th scope="col">Hook point</th><th scope="col">Callback</th><th scope="col" class="number">Priority</th></tr></thead>
<tbody>${hooks.map(
    ({ point, callback, priority }) =>
      markup`<tr><th scope="row"><code>${point}</code></th><td><code>${callback}</code></td><td class="number">${priority}</td></tr>`,
  )}</tbody></table></div></details>`;
}
