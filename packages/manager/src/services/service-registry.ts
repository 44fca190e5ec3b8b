import type { ServiceMap, ServiceName, Services, Undo } from "@asky/sdk";
import { serviceCallbackFailed, serviceTaken } from "../errors/service.ts";
import { isThenable } from "../is-thenable.ts";
import type { ReportProblem } from "../problems/problem-log.ts";

/** The exchange of services as a host has it: whoever offers or waits is named. */
export interface HostServices extends Services {
  provide<Name extends ServiceName>(name: Name, service: ServiceMap[Name], owner?: string): Undo;
  when<Name extends ServiceName>(
    name: Name,
    callback: (service: ServiceMap[Name]) => void,
    owner?: string,
  ): Undo;
}

/** What {@link createServiceRegistry} takes. */
export interface ServiceRegistryOptions {
  /** Told of every waiting callback that fails. @defaultValue nobody is told */
  readonly report?: ReportProblem;
}

interface Waiting {
  readonly owner: string;
  readonly callback: (service: never) => void;
}

/** Creates an empty exchange of services. */
export function createServiceRegistry({ report = () => {} }: ServiceRegistryOptions = {}): HostServices {
  const offers = new Map<string, { readonly owner: string; readonly service: unknown }>();
  const waiting = new Map<string, readonly Waiting[]>();

  function tell(name: string, { owner, callback }: Waiting, service: unknown): void {
    const fail = (error: unknown): void => report(serviceCallbackFailed(owner, name, error));
    try {
      const returned: unknown = callback(service as never);
      // The type says void, and an async function still fits it: its rejection must have an owner too.
      if (isThenable(returned)) returned.then(undefined, fail);
    } catch (error) {
      fail(error);
    }
  }

  return Object.freeze({
    provide<Name extends ServiceName>(name: Name, service: ServiceMap[Name], owner = "host") {
      const taken = offers.get(name);
      if (taken) throw serviceTaken(owner, name, taken.owner);
      const offer = { owner, service };
      offers.set(name, offer);
      for (const waiter of waiting.get(name) ?? []) tell(name, waiter, service);
      return () => {
        if (offers.get(name) === offer) offers.delete(name);
      };
    },
    get<Name extends ServiceName>(name: Name) {
      return offers.get(name)?.service as ServiceMap[Name] | undefined;
    },
    when<Name extends ServiceName>(
      name: Name,
      callback: (service: ServiceMap[Name]) => void,
      owner = "host",
    ) {
      const waiter: Waiting = { owner, callback };
      waiting.set(name, [...(waiting.get(name) ?? []), waiter]);
      const offer = offers.get(name);
      if (offer) tell(name, waiter, offer.service);
      return () => {
        waiting.set(
          name,
          (waiting.get(name) ?? []).filter((other) => other !== waiter),
        );
      };
    },
  });
}
