// @ts-check
import { markup } from "./markup.mjs";
import { cut, wrap } from "./words.mjs";

const size = { width: 1110, title: 176, lane: 104, gap: 16, minNote: 300, row: 32, head: 56, dot: 4.5 };
const characterWidth = 6.4;
const laneChars = 14;

/**
 * Draws a turn from top to bottom: a line for each step, from the lane that acts to those it turns to.
 *
 * @param {import("./plan-turn.mjs").Turn} turn
 * @param {string} label
 */
export function drawTurn({ lanes, steps }, label) {
  const noteX = size.title + lanes.length * size.lane + size.gap;
  const noteWidth = Math.max(size.minNote, size.width - noteX);
  const [width, height] = [noteX + noteWidth, size.head + steps.length * size.row + 8];
  const x = (/** @type {string} */ lane) => size.title + (lanes.indexOf(lane) + 0.5) * size.lane;
  return markup`<svg class="drawing turn" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">
${lanes.map((lane, index) => drawLane(lane, index > 2, x(lane), height))}
${steps.map((step, index) => {
  const y = size.head + (index + 0.5) * size.row;
  return markup`<g class="${classesOf(step)}"><title>${step.title}: ${cut(step.note, 600)}</title>
<text class="title" x="2" y="${y + 4}">${step.title}</text>${drawMarks(step, y, x)}${drawNote(step.note, noteX, noteWidth, y)}</g>`;
})}
</svg>`;
}

/** @param {string} lane @param {boolean} isPlugin @param {number} x @param {number} height */
function drawLane(lane, isPlugin, x, height) {
  // Names are broken where their words end.
  const lines = wrap(lane.replaceAll("_", "_ "), laneChars, 3).map((line) => line.replaceAll("_ ", "_"));
  const top = size.head - 20 - (lines.length - 1) * 13;
  return markup`<g class="lane${isPlugin ? " of-plugin" : ""}"><path class="rail" d="M${x} ${size.head - 8}V${height - 4}" />
${lines.map((line, index) => markup`<text class="lane-name" x="${x}" y="${top + index * 13}">${line}</text>`)}</g>`;
}

/** @param {import("./plan-turn.mjs").Step} step */
function classesOf({ kind, to, authors, isDenial }) {
  const states = { denied: isDenial, changed: authors.length > 0, lonely: to.length === 0 };
  const set = Object.entries(states).flatMap(([name, is]) => (is ? [name] : []));
  return ["step", kind, ...set].join(" ");
}

/** @param {import("./plan-turn.mjs").Step} step @param {number} y @param {(lane: string) => number} x */
function drawMarks({ kind, from, to, authors }, y, x) {
  const others = to.filter((lane) => lane !== from);
  const xs = [from, ...others].map(x);
  const [begin, end] = [Math.min(...xs), Math.max(...xs)];
  const isOneWay = kind === "call" || kind === "reply" || kind === "run";
  return markup`${begin < end ? markup`<path class="line" d="M${begin} ${y}H${end}" />` : undefined}
<circle class="from" cx="${x(from)}" cy="${y}" r="${size.dot}" />
${others.map((lane) => {
  if (authors.includes(lane)) return markup`<path class="to" d="M${x(lane)} ${y - 7}l7 7l-7 7l-7 -7z" />`;
  if (isOneWay) return arrowHead(x(lane), y, x(lane) > x(from) ? 1 : -1);
  return markup`<circle class="to" cx="${x(lane)}" cy="${y}" r="${size.dot}" />`;
})}`;
}

/** @param {number} x @param {number} y @param {1 | -1} direction to the right or to the left */
function arrowHead(x, y, direction) {
  return markup`<path class="to" d="M${x + direction} ${y}l${-9 * direction} -4.5v9z" />`;
}

/** Two lines at most; all of it is in the step's title. @param {string} note @param {number} x @param {number} width @param {number} y */
function drawNote(note, x, width, y) {
  const lines = wrap(note, Math.floor(width / characterWidth), 2);
  return lines.map(
    (line, index) =>
      markup`<text class="note" x="${x}" y="${y + 4 + (index - (lines.length - 1) / 2) * 14}">${line}</text>`,
  );
}
