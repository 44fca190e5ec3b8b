import { createEvent, type Event, type EventBus, type EventName, MESSAGE_IN } from "@asky/sdk";
import { type ContractRule, judge, notApplicable } from "../contract/contract-rule.ts";
import { asky, type HostBench, THROWN, tether, unlessEqual, unlessRefused } from "./host-bench.ts";

const NEEDS = ["start/goes-in-order"] as const;

/** An event that only the suite knows. */
const OWN_EVENT = "asky_contract.happened" as EventName;

const message = (): Event<typeof MESSAGE_IN> =>
  createEvent(MESSAGE_IN, { userId: "ada", chatId: "chat", text: "Hello." });

export const EVENT_RULES: readonly ContractRule<HostBench>[] = [
  {
    id: "events/arrive-in-order",
    title: "Handlers are called in the order of subscription, each after the one before has ended.",
    fix: "Keep handlers in a list, and await each one; resolve emit() when all have run.",
    needs: NEEDS,
    check: async (bench) => {
      const calls: string[] = [];
      const slow = (name: string) => async (): Promise<void> => {
        calls.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        calls.push(`${name} ends`);
      };
      const plugins = [
        tether("bravo", ({ eventBus }) => void eventBus.subscribe(MESSAGE_IN, slow("bravo"))),
        asky("alfa", ({ eventBus }) => void eventBus.subscribe(MESSAGE_IN, slow("alfa"))),
      ];
      return bench.run(plugins, async ({ host }) => {
        await host.eventBus.emit(message());
        return judge(
          unlessEqual("The order", calls, ["bravo begins", "bravo ends", "alfa begins", "alfa ends"]),
        );
      });
    },
  },
  {
    id: "events/survive-failures",
    title:
      "Whatever a handler throws or rejects with, the others run, emit() resolves, and the report names its plugin.",
    fix: "Catch around each handler, also what is no Error, and report it with the name of the plugin that subscribed.",
    needs: NEEDS,
    check: async (bench) => {
      const faults: string[] = [];
      for (const [kind, thrown] of Object.entries(THROWN)) {
        const calls: string[] = [];
        const plugins = [
          tether("alfa", ({ eventBus }) => {
            eventBus.subscribe(MESSAGE_IN, () => {
              throw thrown();
            });
          }),
          tether(
            "bravo",
            ({ eventBus }) => void eventBus.subscribe(MESSAGE_IN, () => Promise.reject(thrown())),
          ),
          tether(
            "charlie",
            ({ eventBus }) => void eventBus.subscribe(MESSAGE_IN, () => void calls.push("charlie")),
          ),
        ];
        await bench.run(plugins, async (run) => {
          await run.host.eventBus.emit(message());
          faults.push(
            ...unlessEqual(`With "${kind}" thrown, what still runs`, calls, ["charlie"]),
            ...run.unlessReported("alfa", "HANDLER_FAILED"),
            ...run.unlessReported("bravo", "HANDLER_FAILED"),
          );
        });
      }
      return judge(faults);
    },
  },
  {
    id: "events/tell-the-truth",
    title:
      "An event carries the name of the plugin that emitted it and is frozen; the host's own events are refused from plugins.",
    fix: "Stamp the source in the bus that a plugin is given, freeze the event, and throw EVENT_NAME_RESERVED for the host's names.",
    needs: NEEDS,
    check: async (bench) => {
      const seen: Event[] = [];
      let bus: EventBus | undefined;
      const plugins = [
        tether("alfa", ({ eventBus }) => {
          bus = eventBus;
        }),
        tether(
          "bravo",
          ({ eventBus }) => void eventBus.subscribe(OWN_EVENT, (event) => void seen.push(event)),
        ),
      ];
      return bench.run(plugins, async () => {
        const forged = { ...createEvent(OWN_EVENT, { note: { id: 1 } } as never), source: "bravo" };
        await bus?.emit(forged);
        const [event] = seen;
        const isFrozen = Object.isFrozen(event) && Object.isFrozen(event?.data);
        return judge([
          ...unlessEqual("The source", event?.source, "alfa"),
          ...unlessEqual("Whether it is frozen", isFrozen, true),
          ...(await unlessRefused("Emitting an event of the host", "EVENT_NAME_RESERVED", () =>
            bus?.emit(message()),
          )),
        ]);
      });
    },
  },
  {
    id: "events/cut-off-what-hangs",
    title:
      "A handler that never ends is cut off by its deadline: the next one runs, and the report names its plugin.",
    fix: "Await each handler with a deadline, and report the one that is over it as HANDLER_TIMED_OUT.",
    needs: ["events/survive-failures"],
    check: async (bench) => {
      if (!bench.subject.takesClock) return notApplicable("The host takes no clock.");
      const calls: string[] = [];
      const plugins = [
        tether("alfa", ({ eventBus }) => void eventBus.subscribe(MESSAGE_IN, () => new Promise(() => {}))),
        tether(
          "bravo",
          ({ eventBus }) => void eventBus.subscribe(MESSAGE_IN, () => void calls.push("bravo")),
        ),
      ];
      return bench.run(plugins, async (run) => {
        void run.host.eventBus.emit(message());
        await run.clock.advance(24 * 60 * 60_000);
        return judge([
          ...unlessEqual("What still runs", calls, ["bravo"]),
          ...run.unlessReported("alfa", "HANDLER_TIMED_OUT"),
        ]);
      });
    },
  },
];
