// @ts-check
/// <reference path="./contract.d.ts" />

const maxEntries = 2000;

/**
 * Keeps the latest entries of a host.
 *
 * @returns {import("./contract.js").TraceService}
 */
export function createTrace() {
  /** @type {import("./contract.js").TraceEntry[]} */
  const entries = [];
  let latest = 0;
  return {
    get latest() {
      return latest;
    },
    since: (order) => entries.filter((entry) => entry.order > order),
    add(entry) {
      latest += 1;
      entries.push(Object.freeze({ ...entry, order: latest }));
      if (entries.length > maxEntries) entries.shift();
    },
  };
}
