import { PluginError } from "../errors/plugin-error.ts";
import { freezeJson } from "../shared/freeze-json.ts";
import { isRecord } from "../shared/json.ts";
import type { EventMap, EventName } from "./event-payloads.ts";

/** Something that has happened. Frozen at every level; its data is a JSON object. */
export interface Event<Name extends EventName = EventName> {
  /** Unique. */
  readonly id: string;
  readonly name: Name;
  /** Who emitted it: `host`, or a plugin's name. Stamped by the bus, so it cannot be forged. */
  readonly source: string;
  readonly data: EventMap[Name];
  /** When it was created: ISO 8601, UTC. */
  readonly timestamp: string;
}

/** The source of the events that a host emits itself. */
export const HOST_SOURCE = "host";

/**
 * Makes an event of the host, ready to be emitted. A plugin's context puts the plugin's name in place of the source.
 *
 * @param data - a JSON object; it is copied.
 * @throws PluginError `EVENT_INVALID` when the name is empty or the data is no JSON object.
 */
export function createEvent<Name extends EventName>(name: Name, data: EventMap[Name]): Event<Name> {
  if (typeof name !== "string" || name.trim() === "") {
    throw invalid("An event was created without a name.", "Pass a name such as `notes.saved`.");
  }
  if (!isRecord(data)) {
    throw invalid(`The data of the event "${name}" is no object.`, "Pass an object of JSON values.");
  }
  try {
    const copy = freezeJson(data) as EventMap[Name];
    const timestamp = new Date().toISOString();
    return Object.freeze({ id: crypto.randomUUID(), name, source: HOST_SOURCE, data: copy, timestamp });
  } catch (cause) {
    const part = cause instanceof Error ? cause.message : "A part of it is no JSON value";
    throw invalid(`The data of the event "${name}" is not JSON: ${part}.`, "Pass JSON values only.", cause);
  }
}

function invalid(message: string, hint: string, cause?: unknown): PluginError {
  return new PluginError("EVENT_INVALID", { message, hint, cause });
}
