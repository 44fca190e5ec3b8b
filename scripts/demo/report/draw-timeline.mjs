// @ts-check
import { markup } from "./markup.mjs";
import { ticks } from "./plan-timeline.mjs";
import { cut, duration } from "./words.mjs";

const size = { width: 1090, label: 200, end: 130, row: 30, head: 30, bar: 14 };
const minBar = 3;
const room = size.width - size.label - size.end;

/**
 * Draws when each plugin was imported, initialised and started.
 *
 * @param {import("./plan-timeline.mjs").Timeline} timeline
 */
export function drawTimeline({ rows, totalMs }) {
  const height = size.head + rows.length * size.row + 6;
  const x = (/** @type {number} */ ms) => size.label + (totalMs > 0 ? (ms / totalMs) * room : 0);
  const description = `${rows.length} plugins, ready after ${duration(totalMs)}.`;
  return markup`<svg class="drawing timeline" viewBox="0 0 ${size.width} ${height}" width="${size.width}" height="${height}" role="img" aria-label="${description}">
${ticks(totalMs, 6).map(
  (ms) =>
    markup`<path class="grid" d="M${x(ms).toFixed(1)} ${size.head - 6}V${height - 4}" /><text class="tick" x="${x(ms).toFixed(1)}" y="14">${tickLabel(ms)}</text>`,
)}
${rows.map((row, index) => drawRow(row, size.head + index * size.row, x))}
</svg>`;
}

/** @param {number} ms */
function tickLabel(ms) {
  return `${Number(ms.toPrecision(6))} ms`;
}

/** @param {import("./plan-timeline.mjs").Row} row @param {number} y @param {(ms: number) => number} x */
function drawRow({ name, bars }, y, x) {
  const inAll = bars.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const middle = y + size.row / 2;
  return markup`<g class="row">
<text class="name" x="${size.label - 16}" y="${middle + 4}">${cut(name, 26)}</text>
<path class="rail" d="M${size.label} ${middle}H${size.label + room}" />
${bars.map(({ phase, beginMs, durationMs }) => {
  const width = Math.max(minBar, x(beginMs + durationMs) - x(beginMs));
  const begin = Math.min(x(beginMs), size.label + room - width);
  return markup`<rect class="${phase}" x="${begin.toFixed(1)}" y="${middle - size.bar / 2}" width="${width.toFixed(1)}" height="${size.bar}" rx="3"><title>${name}: ${phase} ${duration(durationMs)}</title></rect>`;
})}
<text class="sum" x="${size.width - 4}" y="${middle + 4}">${duration(inAll)}</text>
</g>`;
}
