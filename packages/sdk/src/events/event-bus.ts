import type { Undo } from "../shared/json.ts";
import type { Event } from "./event.ts";
import type { EventName } from "./event-payloads.ts";

/** A subscriber. Its promise is awaited before the next one is called; what it returns is ignored. */
export type EventHandler<Name extends EventName = EventName> = (event: Event<Name>) => unknown;

/**
 * Delivers events to whoever watches. Observe only: what can change an outcome is a hook. Never freezes.
 *
 * Implemented by: `@asky/manager` in process, with the promise `at-most-once`; adapters to brokers.
 *
 * @see docs/contracts.md#tether-6
 */
export interface EventBus {
  /** Adds a handler, at any time. The same handler twice is called twice. */
  subscribe<Name extends EventName>(name: Name, handler: EventHandler<Name>): Undo;

  /** Removes the first entry of that handler; one that is not there is no fault. */
  unsubscribe<Name extends EventName>(name: Name, handler: EventHandler<Name>): void;

  /**
   * Calls the handlers in the order of subscription, each awaited, each isolated. Resolves when all have run and never
   * rejects because of a handler.
   *
   * @throws PluginError (synchronously) `EVENT_NAME_RESERVED` when a plugin emits one of the host's events,
   *   `EVENT_INVALID` when it is no event, `PLUGIN_FENCED` when the plugin has stopped or failed.
   */
  emit<Name extends EventName>(event: Event<Name>): Promise<void>;
}
