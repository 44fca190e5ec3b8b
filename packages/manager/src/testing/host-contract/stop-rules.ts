import { createEvent, MESSAGE_IN } from "@asky/sdk";
import { type ContractRule, judge, notApplicable } from "../contract/contract-rule.ts";
import { asky, type HostBench, tether, unlessEqual, unlessRefused } from "./host-bench.ts";

const NEEDS = ["start/goes-in-order"] as const;

export const STOP_RULES: readonly ContractRule<HostBench>[] = [
  {
    id: "stop/goes-in-reverse",
    title: "Plugins are stopped one after the other, the last one first; a second stop does nothing.",
    fix: "Walk through the active plugins backwards and await each; remember that it is done.",
    needs: NEEDS,
    check: async (bench) => {
      const stopped: string[] = [];
      const slow = (name: string) => async (): Promise<void> => {
        await new Promise((resolve) => setImmediate(resolve));
        stopped.push(name);
      };
      const plugins = [
        asky("alfa", () => {}, { deactivate: slow("alfa") }),
        tether("bravo", () => {}, { stop: slow("bravo") }),
        asky("charlie", () => {}, { deactivate: slow("charlie") }),
      ];
      return bench.run(plugins, async ({ host }) => {
        await host.stop();
        await host.stop();
        return judge(unlessEqual("The order", stopped, ["charlie", "bravo", "alfa"]));
      });
    },
  },
  {
    id: "stop/survives-failures",
    title: "A plugin that fails to stop does not keep the others from stopping, and the report names it.",
    fix: "Catch around each deactivate() and stop(), report it, go on.",
    needs: ["stop/goes-in-reverse"],
    check: async (bench) => {
      const stopped: string[] = [];
      const fail = (): never => {
        throw null;
      };
      const plugins = [
        asky("alfa", () => {}, { deactivate: () => void stopped.push("alfa") }),
        asky("bravo", () => {}, { deactivate: fail }),
        tether("charlie", () => {}, { stop: fail }),
      ];
      return bench.run(plugins, async (run) => {
        await run.host.stop();
        return judge([
          ...unlessEqual("Those that still stop", stopped, ["alfa"]),
          ...run.unlessReported("bravo", "DEACTIVATE_FAILED"),
          ...run.unlessReported("charlie", "STOP_FAILED"),
        ]);
      });
    },
  },
  {
    id: "stop/undoes-everything",
    title:
      "At its end a plugin's signal aborts first, then it is stopped, then everything it obtained is undone, last first.",
    fix: "Abort the context's signal, await deactivate() or stop(), run what was deferred backwards, and fence the context.",
    needs: ["stop/goes-in-reverse"],
    check: async (bench) => {
      const steps: string[] = [];
      let useLater = (): void => {};
      const plugin = tether(
        "alfa",
        ({ signal, defer, eventBus }) => {
          signal.addEventListener("abort", () => void steps.push("aborted"));
          defer(() => void steps.push("first deferred"));
          defer(() => void steps.push("second deferred"));
          eventBus.subscribe(MESSAGE_IN, () => void steps.push("handler"));
          useLater = () => void eventBus.subscribe(MESSAGE_IN, () => {});
        },
        { stop: () => void steps.push("stopped") },
      );
      return bench.run([plugin], async ({ host }) => {
        await host.stop();
        await host.eventBus.emit(createEvent(MESSAGE_IN, { userId: "ada", chatId: "chat", text: "" }));
        return judge([
          ...unlessEqual("The steps", steps, ["aborted", "stopped", "second deferred", "first deferred"]),
          ...(await unlessRefused("Using its context afterwards", "PLUGIN_FENCED", useLater)),
        ]);
      });
    },
  },
  {
    id: "stop/cuts-off-what-hangs",
    title: "A stop that never ends is cut off by its deadline: the others stop, and the report names it.",
    fix: "Await each step with a deadline; when it is over, report PLUGIN_TIMED_OUT and go on.",
    needs: ["stop/survives-failures"],
    check: async (bench) => {
      if (!bench.subject.takesClock) return notApplicable("The host takes no clock.");
      const stopped: string[] = [];
      const plugins = [
        asky("alfa", () => {}, { deactivate: () => void stopped.push("alfa") }),
        asky("bravo", () => {}, { deactivate: () => new Promise(() => {}) }),
      ];
      return bench.run(plugins, async (run) => {
        void run.host.stop();
        await run.clock.advance(24 * 60 * 60_000);
        return judge([
          ...unlessEqual("Those that still stop", stopped, ["alfa"]),
          ...run.unlessReported("bravo", "PLUGIN_TIMED_OUT"),
        ]);
      });
    },
  },
];
