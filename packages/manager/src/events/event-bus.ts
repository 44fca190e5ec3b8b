import { type Event, type EventBus, type EventHandler, type EventName, sealEvent } from "@asky/sdk";
import { eventInvalid, handlerFailed } from "../errors/event.ts";
import { isThenable } from "../is-thenable.ts";
import type { ReportProblem } from "../problems/problem-log.ts";

/** An event bus as a host has it. */
export interface HostEventBus extends EventBus {
  /** What it promises: each event reaches each handler that was there when it was emitted, once or not at all. */
  readonly delivery: "at-most-once";
  /** Resolves when every event emitted so far has been delivered. Called before plugins stop. */
  drain(): Promise<void>;
}

/** What {@link createEventBus} takes. */
export interface EventBusOptions {
  /** Told of every handler that fails. @defaultValue nobody is told */
  readonly report?: ReportProblem;
}

type AnyHandler = (event: never) => unknown;

/**
 * Creates an event bus in process: handlers in the order of subscription, each awaited, each isolated. It delivers to
 * those who subscribed before the event was emitted.
 *
 * @see docs/contracts.md#tether-6
 */
export function createEventBus({ report = () => {} }: EventBusOptions = {}): HostEventBus {
  // Arrays are replaced, never changed: a running delivery keeps the one it began with.
  const handlers = new Map<string, readonly AnyHandler[]>();
  const pending = new Set<Promise<void>>();

  async function deliver(event: Event, list: readonly AnyHandler[]): Promise<void> {
    for (const handler of list) {
      try {
        const returned = (handler as EventHandler)(event);
        if (isThenable(returned)) await returned;
      } catch (error) {
        report(handlerFailed("host", event.name, error));
      }
    }
  }

  return Object.freeze({
    delivery: "at-most-once" as const,
    subscribe<Name extends EventName>(name: Name, handler: EventHandler<Name>) {
      if (typeof name !== "string" || name.trim() === "")
        throw eventInvalid("host", "subscribed without a name");
      if (typeof handler !== "function")
        throw eventInvalid("host", `subscribed to "${name}" with no function`);
      handlers.set(name, [...(handlers.get(name) ?? []), handler]);
      let isSubscribed = true;
      return () => {
        if (isSubscribed) remove(name, handler);
        isSubscribed = false;
      };
    },
    unsubscribe: remove,
    emit<Name extends EventName>(event: Event<Name>): Promise<void> {
      const sealed = sealEvent(event);
      const list = handlers.get(sealed.name);
      if (!list) return Promise.resolve();
      const delivery = deliver(sealed as Event, list).finally(() => pending.delete(delivery));
      pending.add(delivery);
      return delivery;
    },
    async drain() {
      while (pending.size > 0) await Promise.all(pending);
    },
  });

  function remove(name: string, handler: AnyHandler): void {
    const list = handlers.get(name);
    if (!list) return;
    const index = list.indexOf(handler);
    if (index !== -1) handlers.set(name, list.toSpliced(index, 1));
  }
}
