import { createHook } from "node:async_hooks";
import { currentWatcher, type Watcher } from "./watcher.ts";

/** What Node calls the things that keep a process alive, and what people do. Requests end by themselves and are left out. */
const KINDS: Readonly<Record<string, string>> = {
  Timeout: "a timer",
  TCPSERVERWRAP: "a server that listens",
  PIPESERVERWRAP: "a server that listens",
  TCPWRAP: "a connection",
  PIPEWRAP: "a pipe",
  UDPWRAP: "a UDP socket",
  PROCESSWRAP: "a child process",
  WORKER: "a worker thread",
  MESSAGEPORT: "a message port",
  FSEVENTWRAP: "a file watcher",
  STATWATCHER: "a file watcher",
  TTYWRAP: "a terminal",
};

const watchers = new Map<number, Watcher>();

/** Tells watchers of each resource that their code opens and of its end. Returns what ends the tracing. */
export function traceResources(): () => void {
  const hook = createHook({
    init(id, type, _trigger, handle) {
      const what = KINDS[type];
      const watcher = what === undefined ? undefined : currentWatcher();
      if (what === undefined || !watcher) return;
      const place = openingPlace();
      watchers.set(id, watcher);
      watcher.opened(id, { what, ...(place !== undefined && { place }), handle });
    },
    destroy(id) {
      watchers.get(id)?.closed(id);
      watchers.delete(id);
    },
  });
  hook.enable();
  return () => hook.disable();
}

/** The innermost frame of the call stack that is neither Node's nor this module's. */
function openingPlace(): string | undefined {
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, openingPlace);
  const frames = (trace.stack ?? "").split("\n").slice(2);
  const frame = frames.find((line) => /[\\/].*:\d+:\d+/.test(line) && !line.includes("node:"));
  return frame?.trim().replace(/^at (?:async )?/, "");
}
