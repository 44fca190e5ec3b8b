// @ts-check
import { markup } from "./markup.mjs";
import { duration } from "./words.mjs";

/**
 * The plugins of a report as a table.
 *
 * @param {readonly import("../record.mjs").PluginReport[]} plugins
 */
export function pluginTable(plugins) {
  return markup`<table>
<thead><tr><th scope="col">Plugin</th><th scope="col">State</th><th scope="col">Contract</th><th scope="col">Package</th><th scope="col">Uses</th><th scope="col" class="number">import</th><th scope="col" class="number">init</th><th scope="col" class="number">start</th></tr></thead>
<tbody>${plugins.map(row)}</tbody>
</table>`;
}

/** @param {import("../record.mjs").PluginReport} plugin */
function row(plugin) {
  const { name, state, contract, version, timings, problems } = plugin;
  const time = (/** @type {number | undefined} */ ms) =>
    markup`<td class="number">${ms === undefined ? "–" : duration(ms)}</td>`;
  return markup`<tr class="${state}">
<th scope="row">${name}</th>
<td><span class="badge ${state}">${state}</span></td>
<td>${contract}</td>
<td>${plugin.package ? markup`<code>${plugin.package.name}</code> ${plugin.package.version}` : `passed in code ${version ?? ""}`}</td>
<td>${uses(plugin)}${problems.map(({ code, message }) => markup`<p class="problem"><strong>${code}</strong> ${message}</p>`)}</td>
${time(timings.importMs)}${time(timings.initMs)}${time(timings.startMs)}
</tr>`;
}

/** @param {import("../record.mjs").PluginReport} plugin */
function uses({ dependencies, hooks, events, services }) {
  const groups = [
    { title: "after", names: dependencies },
    { title: "hooks", names: [...new Set(hooks.map(({ point }) => point))] },
    { title: "events", names: events },
    { title: "services", names: services },
  ].filter(({ names }) => names.length > 0);
  return groups.map(
    ({ title, names }) => markup`<p class="uses"><span>${title}</span> ${names.join(", ")}</p>`,
  );
}
