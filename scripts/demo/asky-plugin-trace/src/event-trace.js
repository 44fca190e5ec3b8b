// @ts-check
/// <reference path="./contract.d.ts" />
import {
  defineTetherPlugin,
  ENGINE_STARTED,
  ENGINE_STOPPED,
  EXECUTION_INTERRUPTED,
  INTERACTION_REQUESTED,
  INTERACTION_RESOLVED,
  MESSAGE_IN,
  MESSAGE_OUT,
  TOOL_ALLOWED,
  TOOL_DENIED,
  TOOL_GATED,
} from "@asky/sdk";

/** @type {readonly import("@asky/sdk").EventName[]} */
const watched = [
  ENGINE_STARTED,
  MESSAGE_IN,
  TOOL_GATED,
  TOOL_ALLOWED,
  TOOL_DENIED,
  INTERACTION_REQUESTED,
  INTERACTION_RESOLVED,
  EXECUTION_INTERRUPTED,
  MESSAGE_OUT,
  ENGINE_STOPPED,
];

/** Adds the host's events to what `hook_trace` records. */
export default defineTetherPlugin({
  meta: { name: "event_trace", version: "1.0.0", description: "Records the host's events." },
  initialize({ eventBus, services }) {
    // The roster's order guarantees that hook_trace offers it already.
    const trace = services.get("trace");
    for (const event of watched) {
      eventBus.subscribe(event, function record({ name, source, timestamp, data }) {
        trace?.add({ kind: "event", name, source, beganAt: Date.parse(timestamp), data: { ...data } });
      });
    }
  },
});
