// @ts-check
// Module hooks, run by Node on a thread of their own: they tell every URL that is loaded.

/** @type {import("node:worker_threads").MessagePort} */
let port;

/** @param {import("node:worker_threads").MessagePort} given */
export function initialize(given) {
  port = given;
}

/** @type {import("node:module").LoadHook} */
export function load(url, context, nextLoad) {
  port.postMessage(url);
  return nextLoad(url, context);
}
