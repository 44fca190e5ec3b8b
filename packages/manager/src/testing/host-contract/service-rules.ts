import type { Services } from "@asky/sdk";
import { type ContractRule, judge } from "../contract/contract-rule.ts";
import { asky, type HostBench, unlessEqual, unlessRefused } from "./host-bench.ts";

/** The name under which the suite's plugins offer something. */
const SERVICE = "asky_contract" as never;

export const SERVICE_RULES: readonly ContractRule<HostBench>[] = [
  {
    id: "services/have-one-owner",
    title: "A service is there for all as soon as it is offered; nobody else can take its name.",
    fix: "Keep one exchange for all plugins and the host, call back those who wait, and throw SERVICE_TAKEN.",
    needs: ["start/goes-in-order"],
    check: async (bench) => {
      const seen: unknown[] = [];
      let taking = (): unknown => undefined;
      const plugins = [
        asky("alfa", ({ services }) => void services.when(SERVICE, (service) => void seen.push(service))),
        asky("bravo", ({ services }) => void services.provide(SERVICE, { from: "bravo" } as never)),
        asky("charlie", ({ services }) => {
          seen.push(services.get(SERVICE));
          taking = () => services.provide(SERVICE, {} as never);
        }),
      ];
      return bench.run(plugins, async ({ host }) =>
        judge([
          ...unlessEqual("What plugins see", seen, [{ from: "bravo" }, { from: "bravo" }]),
          ...unlessEqual("What the host sees", host.services.get(SERVICE), { from: "bravo" }),
          ...(await unlessRefused("Taking the name", "SERVICE_TAKEN", taking)),
        ]),
      );
    },
  },
  {
    id: "services/end-with-their-owner",
    title:
      "When its plugin has stopped, a service is gone, and whoever waited for one is not called any more.",
    fix: "Withdraw what a plugin offers and waits for when it ends.",
    needs: ["services/have-one-owner"],
    check: async (bench) => {
      const seen: unknown[] = [];
      let exchange: Services | undefined;
      const plugins = [
        asky("alfa", ({ services }) => void services.when(SERVICE, (service) => void seen.push(service))),
        asky("bravo", ({ services }) => void services.provide(SERVICE, { from: "bravo" } as never)),
      ];
      return bench.run(plugins, async ({ host }) => {
        exchange = host.services;
        await host.stop();
        const isThere = exchange.get(SERVICE) !== undefined;
        exchange.provide(SERVICE, { from: "host" } as never);
        return judge([
          ...unlessEqual("Whether it is there after the end", isThere, false),
          ...unlessEqual("What the one who waited was given", seen, [{ from: "bravo" }]),
        ]);
      });
    },
  },
];
