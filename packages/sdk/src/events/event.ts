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

/** The events that this copy of the package has made: nobody can have touched them since. */
const made = new WeakSet<object>();

/**
 * Makes an event of the host, ready to be emitted. A plugin's context puts the plugin's name in place of the source.
 *
 * @param data - a JSON object; it is copied.
 * @throws PluginError `EVENT_INVALID` when the name is empty or the data is no JSON object.
 */
export function createEvent<Name extends EventName>(name: Name, data: EventMap[Name]): Event<Name> {
  const timestamp = new Date().toISOString();
  return sealEvent({ id: crypto.randomUUID(), name, source: HOST_SOURCE, data, timestamp });
}

/**
 * Makes sure that an event is one: those of {@link createEvent} pass as they are, any other value is read once, copied
 * and frozen. For buses, and for whatever hands on events that others made.
 *
 * @param source - put in place of the event's own; the event is then copied in any case.
 * @throws PluginError `EVENT_INVALID` when a member is missing, of the wrong type, or no JSON.
 */
export function sealEvent<Name extends EventName>(event: Event<Name>, source?: string): Event<Name> {
  if (source === undefined && made.has(event)) return event;
  const { id, name, data, timestamp, source: own } = read(event);
  if (typeof name !== "string" || name.trim() === "") throw invalid("An event has no name.", NAME_IT);
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof own !== "string") {
    throw invalid(
      `The event "${name}" has no id, source or timestamp.`,
      "Make events with createEvent(name, data).",
    );
  }
  if (!isRecord(data))
    throw invalid(`The data of the event "${name}" is no object.`, "Pass an object of JSON values.");
  const sealed = Object.freeze({
    id,
    name: name as Name,
    source: source ?? own,
    data: freezeData(name, data) as EventMap[Name],
    timestamp,
  });
  made.add(sealed);
  return sealed;
}

const NAME_IT = "Pass a name such as `notes.saved`.";

/** Each member once: one that answers differently the second time is not asked. */
function read(event: unknown): Readonly<Record<keyof Event, unknown>> {
  try {
    const { id, name, source, data, timestamp } = event as Event;
    return { id, name, source, data, timestamp };
  } catch (cause) {
    throw invalid("An event cannot be read.", "Make events with createEvent(name, data).", cause);
  }
}

function freezeData(name: string, data: object): object {
  try {
    return freezeJson(data);
  } catch (cause) {
    throw invalid(
      `The data of the event "${name}" is not JSON.`,
      "Pass JSON values only; the cause says where.",
      cause,
    );
  }
}

function invalid(message: string, hint: string, cause?: unknown): PluginError {
  return new PluginError("EVENT_INVALID", { message, hint, cause });
}
