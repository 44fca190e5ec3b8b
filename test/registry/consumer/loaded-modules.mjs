// @ts-check
// Loaded with --import, before anything that is to be recorded.
import { realpathSync } from "node:fs";
import { createRequire, register } from "node:module";
import { fileURLToPath } from "node:url";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";

const { port1: loads, port2 } = new MessageChannel();
register("./record-loads.mjs", import.meta.url, { data: port2, transferList: [port2] });
loads.unref();

/** The real paths of all files loaded so far, ES modules and CommonJS. */
export function loadedModules() {
  const files = new Set(Object.keys(createRequire(import.meta.url).cache));
  for (let next = receiveMessageOnPort(loads); next !== undefined; next = receiveMessageOnPort(loads)) {
    if (next.message.startsWith("file:")) files.add(fileURLToPath(next.message));
  }
  return [...files].map((file) => realpathSync(file)).sort();
}
