import type { ServiceMap, ServiceName, Services } from "@asky/sdk";
import type { HostServices } from "../services/service-registry.ts";
import type { PluginScope } from "./plugin-scope.ts";

/** The exchange of services as one plugin sees it: what it offers and waits for carries its name. */
export function scopeServices(services: HostServices, scope: PluginScope): Services {
  return Object.freeze({
    provide<Name extends ServiceName>(name: Name, service: ServiceMap[Name]) {
      scope.assertAlive("services.provide()");
      const withdraw = scope.leave(() => services.provide(name, service, scope.plugin));
      const seen = { name };
      scope.obtained.services.add(seen);
      return scope.own(() => {
        withdraw();
        scope.obtained.services.delete(seen);
      });
    },
    get<Name extends ServiceName>(name: Name) {
      return services.get(name);
    },
    when<Name extends ServiceName>(name: Name, callback: (service: ServiceMap[Name]) => void) {
      scope.assertAlive("services.when()");
      const inOwnName = (service: ServiceMap[Name]): void => scope.run(() => callback(service));
      return scope.own(services.when(name, inOwnName, scope.plugin));
    },
  });
}
