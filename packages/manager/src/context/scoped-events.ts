import {
  type Event,
  type EventBus,
  type EventHandler,
  type EventName,
  isHostEventName,
  sealEvent,
  type Undo,
} from "@asky/sdk";
import { Breaker } from "../breaker/breaker.ts";
import { eventInvalid, eventNameReserved, handlerFailed, handlerTimedOut } from "../errors/event.ts";
import { breakerOpened } from "../errors/hook.ts";
import { isThenable } from "../is-thenable.ts";
import type { ReportProblem } from "../problems/problem-log.ts";
import type { PluginScope } from "./plugin-scope.ts";

/**
 * The bus as one plugin sees it, whichever bus it is: what it emits carries its name, the host's own events are refused,
 * and a handler that fails, hangs or fails too often is the plugin's affair alone.
 */
export function scopeEvents(bus: EventBus, scope: PluginScope, report: ReportProblem): EventBus {
  const { plugin } = scope;
  const own: { readonly name: EventName; readonly handler: unknown; readonly undo: Undo }[] = [];

  /** Isolated here, so that the fault has an owner on any bus; the bus sees a handler that never fails. */
  function guard<Name extends EventName>(name: Name, handler: EventHandler<Name>): EventHandler<Name> {
    const what = `handler for the event "${name}"`;
    const breaker = scope.isEssential ? undefined : new Breaker(scope.clock);

    function note(fault: ReturnType<typeof handlerFailed>): void {
      report(fault);
      if (breaker?.recordFailure()) report(breakerOpened(plugin, what, false));
    }

    async function settle(pending: PromiseLike<unknown>): Promise<void> {
      try {
        const isInTime = await scope.settle(what, pending);
        if (isInTime) breaker?.recordSuccess();
        else note(handlerTimedOut(plugin, name));
      } catch (error) {
        note(handlerFailed(plugin, name, error));
      }
    }

    return (event) => {
      if (scope.hasEnded || breaker?.admits() === false) return undefined;
      try {
        const returned = scope.run(() => handler(event));
        if (isThenable(returned)) return settle(returned);
        breaker?.recordSuccess();
      } catch (error) {
        note(handlerFailed(plugin, name, error));
      }
      return undefined;
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
      return scope.leave(() => bus.emit(sealed));
    },
  });
}
