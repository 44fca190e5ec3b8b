import type { Event, EventBus, EventName } from "@asky/sdk";
import { emitFailed } from "./errors.ts";
import type { Report } from "./problem.ts";

/** Starts the delivery of an event without waiting for it. Throws when the bus itself does. */
export type StartEvent = <Name extends EventName>(event: Event<Name>) => void;

/** Events are started in order and never awaited: a watcher that hangs must not hold up a decision. */
export function createEventStarter(eventBus: EventBus, report: Report): StartEvent {
  return (event) => {
    void Promise.resolve(eventBus.emit(event)).catch((cause: unknown) =>
      report(emitFailed(event.name, cause), "error"),
    );
  };
}
