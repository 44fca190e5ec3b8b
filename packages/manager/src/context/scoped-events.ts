import {
  type Event,
  type EventBus,
  type EventHandler,
  type EventName,
  isHostEventName,
  sealEvent,
  type Undo,
} from "@asky/sdk";
import { eventInvalid, eventNameReserved, handlerFailed } from "../errors/event.ts";
import { isThenable } from "../is-thenable.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import type { PluginScope } from "./plugin-scope.ts";

/**
 * The bus as one plugin sees it, whichever bus it is: what it emits carries its name, the host's own events are refused,
 * and a handler that fails is reported under its name.
 */
export function scopeEvents(bus: EventBus, scope: PluginScope, report: ReportProblem): EventBus {
  const { plugin } = scope;
  const own: { readonly name: EventName; readonly handler: unknown; readonly undo: Undo }[] = [];

  /** Isolated here, so that the fault has an owner on any bus; the bus sees a handler that never fails. */
  function guard<Name extends EventName>(name: Name, handler: EventHandler<Name>): EventHandler<Name> {
    const fail = (error: unknown): void => report(handlerFailed(plugin, name, error));
    return (event) => {
      if (scope.hasEnded) return undefined;
      try {
        const returned = handler(event);
        return isThenable(returned) ? returned.then(undefined, fail) : undefined;
      } catch (error) {
        fail(error);
        return undefined;
      }
    };
  }

  return Object.freeze({
    subscribe<Name extends EventName>(name: Name, handler: EventHandler<Name>): Undo {
      scope.assertAlive("eventBus.subscribe()");
      if (typeof name !== "string" || name.trim() === "")
        throw eventInvalid(plugin, "subscribed without a name");
      if (typeof handler !== "function")
        throw eventInvalid(plugin, `subscribed to "${name}" with no function`);
      const unsubscribe = bus.subscribe(name, guard(name, handler));
      const seen = { name };
      scope.obtained.events.add(seen);
      const undo = scope.own(() => {
        unsubscribe();
        scope.obtained.events.delete(seen);
      });
      own.push({ name, handler, undo });
      return undo;
    },
    unsubscribe<Name extends EventName>(name: Name, handler: EventHandler<Name>): void {
      const index = own.findIndex((one) => one.name === name && one.handler === handler);
      own.splice(index, index === -1 ? 0 : 1)[0]?.undo();
    },
    emit<Name extends EventName>(event: Event<Name>): Promise<void> {
      scope.assertAlive("eventBus.emit()");
      const sealed = sealEvent(event, plugin);
      if (isHostEventName(sealed.name)) throw eventNameReserved(plugin, sealed.name);
      return bus.emit(sealed);
    },
  });
}
