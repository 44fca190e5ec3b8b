// @ts-check
import { layoutGraph } from "./layout-graph.mjs";
import { markup } from "./markup.mjs";
import { cut } from "./words.mjs";

const box = { width: 236, height: 46 };
const gap = { x: 62, y: 14 };
const margin = 10;

/**
 * Draws plugins and packages with arrows to what they need.
 *
 * @param {ReturnType<typeof import("./plan-graph.mjs").planGraph>} plan
 */
export function drawGraph({ nodes, edges }) {
  const { columns, rows, places, routes } = layoutGraph(nodes, edges);
  const width = 2 * margin + columns * box.width + (columns - 1) * gap.x;
  const height = 2 * margin + rows * box.height + (rows - 1) * gap.y;
  const description = `${nodes.length} plugins and packages with ${edges.length} arrows to what they need.`;
  return markup`<svg class="drawing graph" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${description}">
${routes.map(({ edge, points }) => markup`<path class="edge ${edge.kind}" d="${path(points)}" />`)}
${routes.map(({ edge, points }) => arrowHead(edge.kind, points))}
${places.map(({ node, column, slot }) => nodeBox(node, left(column), top(slot)))}
</svg>`;
}

/** @typedef {{ column: number, slot: number }} Place */

const left = (/** @type {number} */ column) => margin + column * (box.width + gap.x);
const top = (/** @type {number} */ slot) => margin + slot * (box.height + gap.y);
const middle = (/** @type {number} */ slot) => top(slot) + box.height / 2;

/** From the right side of the first place to the left side of the last, level through those between. */
function path(/** @type {readonly Place[]} */ points) {
  const [start, ...rest] = points;
  if (start === undefined) return "";
  if (rest.every(({ column }) => column === start.column)) return arc(start, rest.at(-1) ?? start);
  let d = `M${left(start.column) + box.width} ${middle(start.slot)}`;
  for (const [index, { column, slot }] of rest.entries()) {
    const from = points[index] ?? start;
    const [x1, x2] = [left(from.column) + box.width, left(column)];
    const bend = (x2 - x1) * 0.55;
    d += ` C${x1 + bend} ${middle(from.slot)} ${x2 - bend} ${middle(slot)} ${x2} ${middle(slot)}`;
    if (index < rest.length - 1) d += ` H${x2 + box.width}`;
  }
  return d;
}

/** Two of one column need each other: around the left side. */
function arc(/** @type {Place} */ one, /** @type {Place} */ other) {
  const x = left(one.column);
  return `M${x} ${middle(one.slot)} C${x - 40} ${middle(one.slot)} ${x - 40} ${middle(other.slot)} ${x} ${middle(other.slot)}`;
}

/** @param {string} kind @param {readonly Place[]} points */
function arrowHead(kind, points) {
  const end = points.at(-1);
  if (end === undefined) return undefined;
  const [x, y] = [left(end.column), middle(end.slot)];
  return markup`<path class="head ${kind}" d="M${x} ${y}l-7 -3.5v7z" />`;
}

/** @param {import("./plan-graph.mjs").PlannedNode} node @param {number} x @param {number} y */
function nodeBox({ kind, title, detail, state }, x, y) {
  const isMonospace = kind !== "plugin";
  return markup`<g class="node ${kind} ${state}" transform="translate(${x} ${y})">
<title>${title}, ${detail}</title><rect width="${box.width}" height="${box.height}" rx="${kind === "plugin" ? 23 : 8}" />
${kind === "plugin" ? markup`<circle class="state" cx="22" cy="23" r="5" />` : undefined}
<text class="name${isMonospace ? " code" : ""}" x="${kind === "plugin" ? 38 : 14}" y="20">${cut(title, 25)}</text>
<text class="detail" x="${kind === "plugin" ? 38 : 14}" y="36">${cut(detail, 28)}</text>
</g>`;
}
