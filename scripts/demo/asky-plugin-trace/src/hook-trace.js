// @ts-check
import { defineAskyPlugin } from "@asky/sdk";
import { createTrace } from "./trace.js";
import { views } from "./views.js";

/** Before and after every callback that anybody else is likely to register. */
const first = -1_000_000;
const last = 1_000_000;

/** Records the hook points of a turn, and offers what it has recorded as the service `trace`. */
export default defineAskyPlugin({
  name: "hook_trace",
  version: "1.0.0",
  activate({ hooks, services }) {
    const trace = createTrace();
    services.provide("trace", trace);

    for (const { point, look, keyOf } of views) {
      /** What the first callback saw, until the last one has seen it too. @type {Map<string, any>} */
      const open = new Map();

      hooks.register(
        point,
        function lookBefore(/** @type {any} */ value, /** @type {any} */ context) {
          open.set(keyOf(value, context), { before: look(value, context), beganAt: now() });
          return value;
        },
        first,
      );
      hooks.register(
        point,
        function lookAfter(/** @type {any} */ value, /** @type {any} */ context) {
          const key = keyOf(value, context);
          const seen = open.get(key);
          open.delete(key);
          if (seen) trace.add({ kind: "hook", point, ...seen, endedAt: now(), after: look(value, context) });
          return value;
        },
        last,
      );
    }
  },
});

function now() {
  return performance.timeOrigin + performance.now();
}
