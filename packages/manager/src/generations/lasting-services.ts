import type { ServiceMap, ServiceName, Undo } from "@asky/sdk";
import type { HostServices } from "../services/service-registry.ts";
import { LastingEffects } from "./lasting-effects.ts";

/**
 * The exchange of services for those who outlive a generation: what they offer is offered in each, and what they ask for
 * comes from the current one.
 */
export interface LastingServices extends HostServices {
  attach(services: HostServices): void;
  setCurrent(services: HostServices): void;
  forget(services: HostServices): void;
}

interface Waiter {
  readonly name: ServiceName;
  /** Waits in an exchange; `isKnown`: what is offered there was offered before, and is no news. */
  readonly follow: (services: HostServices, isKnown: boolean) => Undo;
  undo: Undo;
}

/** Creates the lasting part of the services. */
export function createLastingServices(): LastingServices {
  const offers = new LastingEffects<HostServices>();
  let current: HostServices | undefined;
  let waiters: readonly Waiter[] = [];

  /** Older than the current one. */
  function isDraining(services: HostServices): boolean {
    const { targets } = offers;
    return current !== undefined && targets.indexOf(services) < targets.indexOf(current);
  }

  return Object.freeze({
    provide<Name extends ServiceName>(name: Name, service: ServiceMap[Name], owner = "host"): Undo {
      const { remove } = offers.add((services) => {
        // Whatever a generation that is about to end has by that name, it keeps.
        const isTaken = isDraining(services) && services.get(name) !== undefined;
        return { remove: isTaken ? () => {} : services.provide(name, service, owner) };
      });
      return remove;
    },
    get<Name extends ServiceName>(name: Name): ServiceMap[Name] | undefined {
      return current?.get(name);
    },
    when<Name extends ServiceName>(
      name: Name,
      callback: (service: ServiceMap[Name]) => void,
      owner = "host",
    ): Undo {
      function follow(services: HostServices, isKnown: boolean): Undo {
        let isMuted = isKnown;
        const tell = (service: ServiceMap[Name]) => (isMuted ? undefined : callback(service));
        const undo = services.when(name, tell, owner);
        isMuted = false;
        return undo;
      }
      const waiter: Waiter = { name, follow, undo: current ? follow(current, false) : () => {} };
      waiters = [...waiters, waiter];
      return () => {
        waiters = waiters.filter((other) => other !== waiter);
        waiter.undo();
      };
    },
    attach: (services: HostServices) => offers.attach(services),
    setCurrent(next: HostServices) {
      const previous = current;
      current = next;
      for (const waiter of waiters) {
        // The callback of another one may have taken it back.
        if (!waiters.includes(waiter)) continue;
        waiter.undo();
        waiter.undo = waiter.follow(next, previous?.get(waiter.name) === next.get(waiter.name));
      }
    },
    forget(services: HostServices) {
      // The last one is still asked while the plugins that outlive it stop; what they take back must be gone from it.
      if (services !== current) offers.forget(services);
    },
  });
}
