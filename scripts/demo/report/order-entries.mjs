// @ts-check

/** @typedef {import("../record.mjs").TraceEntry} TraceEntry */

/**
 * Puts the entries of one turn into the order in which things happened. Pure. Hooks are recorded as they run; nobody
 * waits for the delivery of an event, so one may have been recorded late, and its place follows from what it says.
 *
 * @param {readonly TraceEntry[]} entries
 * @returns {TraceEntry[]}
 */
export function orderEntries(entries) {
  /** @type {TraceEntry[]} */
  const ordered = entries.filter(({ kind }) => kind === "hook");
  for (const event of entries) {
    if (event.kind === "event") ordered.splice(placeOf(event, ordered), 0, event);
  }
  return ordered;
}

/** @param {import("../asky-plugin-trace/src/contract.js").EventEntry} event @param {readonly TraceEntry[]} ordered */
function placeOf(event, ordered) {
  if (event.name === "message.in") return 0;
  if (event.name === "message.out") return ordered.length;
  // The gate tells what it decided after the last callback that may change the call, and before the tool runs.
  const judged = isOfGate(event.name)
    ? ordered.findLastIndex((entry) => isAboutCall(entry, event.data.callId))
    : -1;
  if (judged >= 0) return judged + 1;
  const later = ordered.findIndex(({ beganAt }) => beganAt > event.beganAt);
  return later < 0 ? ordered.length : later;
}

/** Whether the gate emits it, while it decides about a call. @param {string} name */
export function isOfGate(name) {
  return name.startsWith("tool.") || name.startsWith("interaction.");
}

/** Whether it belongs to that call and comes before the tool. @param {TraceEntry} entry @param {unknown} callId */
function isAboutCall(entry, callId) {
  if (entry.kind === "event") return isOfGate(entry.name) && entry.data.callId === callId;
  return entry.point === "pre_tool_execute" && entry.before.callId === callId;
}
