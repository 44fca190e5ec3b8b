import type { Event, EventHandler, EventName, Undo } from "@asky/sdk";
import type { HostEventBus } from "../events/event-bus.ts";
import { LastingEffects } from "./lasting-effects.ts";

/**
 * The bus of those who outlive a generation: they hear what is emitted in any of them, and emit into the current one.
 * Without a bus it is silent.
 */
export interface LastingEvents extends HostEventBus {
  attach(bus: HostEventBus): void;
  setCurrent(bus: HostEventBus): void;
  forget(bus: HostEventBus): void;
}

/** Creates the lasting part of the events. */
export function createLastingEvents(): LastingEvents {
  const effects = new LastingEffects<HostEventBus>();
  let current: HostEventBus | undefined;
  let subscribed: readonly { readonly name: string; readonly handler: unknown; readonly undo: Undo }[] = [];

  function subscribe<Name extends EventName>(name: Name, handler: EventHandler<Name>): Undo {
    const { remove } = effects.add((bus) => ({ remove: bus.subscribe(name, handler) }));
    const one = {
      name,
      handler,
      undo() {
        subscribed = subscribed.filter((other) => other !== one);
        remove();
      },
    };
    subscribed = [...subscribed, one];
    return one.undo;
  }

  return Object.freeze({
    delivery: "at-most-once" as const,
    subscribe,
    unsubscribe<Name extends EventName>(name: Name, handler: EventHandler<Name>) {
      subscribed.find((one) => one.name === name && one.handler === handler)?.undo();
    },
    emit<Name extends EventName>(event: Event<Name>): Promise<void> {
      return current ? current.emit(event) : Promise.resolve();
    },
    async drain() {
      await Promise.all(effects.targets.map((bus) => bus.drain()));
    },
    attach: (bus: HostEventBus) => effects.attach(bus),
    setCurrent(bus: HostEventBus) {
      current = bus;
    },
    forget: (bus: HostEventBus) => effects.forget(bus),
  });
}
