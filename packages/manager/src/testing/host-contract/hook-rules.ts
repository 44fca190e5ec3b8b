import {
  type HookPoint,
  PRE_LLM_CALL,
  PRE_TOOL_EXECUTE,
  SESSION_END,
  SESSION_START,
  SYSTEM_PROMPT_EXTEND,
} from "@asky/sdk";
import { type ContractRule, judge, notApplicable } from "../contract/contract-rule.ts";
import { firePoint } from "../host/fire-point.ts";
import { probePayload, probePromptContext } from "../payloads/probe-payloads.ts";
import { ORDINARY } from "../payloads/samples.ts";
import { asky, type HostBench, type HostRun, THROWN, unlessEqual, unlessRefused } from "./host-bench.ts";

const NEEDS = ["start/goes-in-order"] as const;

export const HOOK_RULES: readonly ContractRule<HostBench>[] = [
  {
    id: "hooks/run-in-order",
    title:
      "Callbacks run one after the other: by priority, then by plugin name, then as they were registered.",
    fix: "Sort by priority ascending, then by plugin name; keep the order of registration among equals; await each callback.",
    needs: NEEDS,
    check: async (bench) => {
      const calls: string[] = [];
      const later = (name: string) => async (): Promise<void> => {
        await new Promise((resolve) => setImmediate(resolve));
        calls.push(name);
      };
      const plugins = [
        asky("bravo", ({ hooks }) => {
          hooks.register(SESSION_END, later("bravo 1"));
          hooks.register(SESSION_END, later("bravo 2"));
          hooks.register(SESSION_END, later("bravo first"), -1);
        }),
        asky("alfa", ({ hooks }) => {
          hooks.register(SESSION_END, later("alfa last"), { priority: 101 });
          hooks.register(SESSION_END, later("alfa"));
        }),
      ];
      return bench.run(plugins, async ({ host }) => {
        await host.hooks.invoke(SESSION_END, { sessionId: "session-1" });
        const order = ["bravo first", "alfa", "bravo 1", "bravo 2", "alfa last"];
        return judge(unlessEqual("The order", calls, order));
      });
    },
  },
  {
    id: "hooks/freeze-after-activation",
    title: "After activation nobody can register or unregister a callback, and unknown points are refused.",
    fix: "Freeze the registry when all plugins are activated, and throw HOOKS_FROZEN; throw HOOK_POINT_UNKNOWN for what is no point.",
    needs: NEEDS,
    check: async (bench) => {
      const faults: string[] = [];
      const callback = (): void => {};
      let registerLater = (): unknown => undefined;
      let unregisterLater = (): unknown => undefined;
      const plugin = asky("alfa", async ({ hooks }) => {
        hooks.register(SESSION_END, callback);
        registerLater = () => hooks.register(SESSION_START, callback);
        unregisterLater = () => hooks.unregister(SESSION_END, callback);
        const unknown = (): unknown => hooks.register("no_such_point" as HookPoint, callback as never);
        faults.push(...(await unlessRefused("An unknown point", "HOOK_POINT_UNKNOWN", unknown)));
      });
      return bench.run([plugin], async () =>
        judge([
          ...faults,
          ...(await unlessRefused("Registering later", "HOOKS_FROZEN", registerLater)),
          ...(await unlessRefused("Unregistering later", "HOOKS_FROZEN", unregisterLater)),
        ]),
      );
    },
  },
  {
    id: "hooks/survive-failures",
    title:
      "Whatever a callback throws or rejects with, the others run, nothing reaches the host, and the report names its plugin.",
    fix: "Catch around each callback, also what is no Error, and report it with the plugin's name.",
    needs: NEEDS,
    check: async (bench) => {
      const faults: string[] = [];
      for (const [kind, thrown] of Object.entries(THROWN)) {
        const calls: string[] = [];
        const plugins = [
          asky("alfa", ({ hooks }) => {
            hooks.register(SESSION_END, () => {
              throw thrown();
            });
          }),
          asky("bravo", ({ hooks }) => void hooks.register(SESSION_END, () => Promise.reject(thrown()))),
          asky("charlie", ({ hooks }) => void hooks.register(SESSION_END, () => void calls.push("charlie"))),
        ];
        await bench.run(plugins, async (run) => {
          await run.host.hooks.invoke(SESSION_END, { sessionId: "session-1" });
          faults.push(
            ...unlessEqual(`With "${kind}" thrown, what still runs`, calls, ["charlie"]),
            ...run.unlessReported("alfa", "CALLBACK_FAILED"),
            ...run.unlessReported("bravo", "CALLBACK_FAILED"),
          );
        });
      }
      return judge(faults);
    },
  },
  {
    id: "hooks/chains-pass-values-on",
    title:
      "In a chain each callback gets what the one before returned; one that fails, or returns no text, leaves the value.",
    fix: "Take a returned value only when it is text; report any other under its plugin as HOOK_FIELD_INVALID.",
    needs: ["hooks/survive-failures"],
    check: async (bench) => {
      const plugins = [
        asky("alfa", ({ hooks }) => void hooks.register(SYSTEM_PROMPT_EXTEND, (prompt) => `${prompt} alfa`)),
        asky("bravo", ({ hooks }) => void hooks.register(SYSTEM_PROMPT_EXTEND, () => undefined as never)),
        asky("charlie", ({ hooks }) => void hooks.register(SYSTEM_PROMPT_EXTEND, () => 42 as never)),
        asky("delta", ({ hooks }) => {
          hooks.register(SYSTEM_PROMPT_EXTEND, () => {
            throw new Error("This error belongs to the contract suite.");
          });
        }),
        asky(
          "echo",
          ({ hooks }) => void hooks.register(SYSTEM_PROMPT_EXTEND, async (prompt) => `${prompt} echo`),
        ),
      ];
      return bench.run(plugins, async (run) => {
        const context = probePromptContext(run.scope());
        const prompt = await run.host.hooks.invokeChain(SYSTEM_PROMPT_EXTEND, "start", context);
        return judge([
          ...unlessEqual("What comes out", prompt, "start alfa echo"),
          ...run.unlessReported("charlie", "HOOK_FIELD_INVALID"),
          ...run.unlessReported("delta", "CALLBACK_FAILED"),
        ]);
      });
    },
  },
  {
    id: "hooks/hand-out-views",
    title:
      "Each callback has a view of its own: inside it nothing can be changed, and what it replaces has its name.",
    fix: "Give each callback a payload whose nested values are frozen, read it back when the callback is over, and merge what was replaced by a value of the right type.",
    needs: ["hooks/survive-failures"],
    check: async (bench) => {
      let keep: { messages: unknown } | undefined;
      const plugins = [
        asky("alfa", ({ hooks }) => {
          hooks.register(PRE_LLM_CALL, (payload) => void (payload.messages as object[]).push({}));
        }),
        asky("bravo", ({ hooks }) => {
          hooks.register(PRE_LLM_CALL, (payload) => {
            keep = payload;
            payload.useTools = false;
            payload.messages = "none" as never;
          });
        }),
        asky("charlie", ({ hooks }) => {
          hooks.register(PRE_LLM_CALL, (payload) => {
            if (keep) keep.messages = [];
            payload.toolSchemas = [];
          });
        }),
      ];
      return bench.run(plugins, async (run) => {
        const given = probePayload(PRE_LLM_CALL, ORDINARY, run.scope());
        const authors: string[] = [];
        const fields: string[] = [];
        const now = { ...given };
        await run.host.hooks.invokeEach(
          PRE_LLM_CALL,
          () => ({ ...now }),
          (replaced, plugin) => {
            Object.assign(now, replaced);
            for (const field of Object.keys(replaced)) {
              authors.push(plugin);
              fields.push(field);
            }
          },
        );
        return judge([
          ...unlessEqual("What is replaced", fields, ["useTools", "toolSchemas"]),
          ...unlessEqual("Who replaced it", authors, ["bravo", "charlie"]),
          ...unlessEqual("The number of messages", now.messages.length, given.messages.length),
          ...run.unlessReported("alfa", "CALLBACK_FAILED"),
          ...run.unlessReported("bravo", "HOOK_FIELD_INVALID"),
        ]);
      });
    },
  },
  {
    id: "hooks/cut-off-what-hangs",
    title:
      "A callback that never ends is cut off by its deadline: the next one runs, its signal aborts, and what it does later reaches nobody.",
    fix: "Await each promise with a deadline; then discard the result, abort the call's own signal, refuse what it still tries, and report it.",
    needs: ["hooks/hand-out-views"],
    check: async (bench) => {
      if (!bench.subject.takesClock) return notApplicable("The host takes no clock.");
      let signal: AbortSignal | undefined;
      let denyLate = (): void => {};
      const calls: string[] = [];
      const plugins = [
        asky("alfa", ({ hooks }) => {
          hooks.register(PRE_TOOL_EXECUTE, (payload) => {
            signal = payload.signal;
            denyLate = () => payload.deny("too late");
            payload.args = { late: true };
            return new Promise(() => {});
          });
        }),
        asky("bravo", ({ hooks }) => {
          hooks.register(PRE_TOOL_EXECUTE, ({ args }) => void calls.push(JSON.stringify(args)));
        }),
      ];
      return bench.run(plugins, async (run) => {
        const payload = probePayload(PRE_TOOL_EXECUTE, ORDINARY, run.scope());
        const late = await fireWithinDeadline(run, () =>
          firePoint(run.host.hooks, PRE_TOOL_EXECUTE, payload),
        );
        return judge([
          ...late,
          ...unlessEqual("What the next callback sees", calls, [JSON.stringify(payload.args)]),
          ...unlessEqual("Whether the call's signal has aborted", signal?.aborted, true),
          ...run.unlessReported("alfa", "CALLBACK_TIMED_OUT"),
          ...(await unlessRefused("Denying after the deadline", "PLUGIN_FENCED", denyLate)),
        ]);
      });
    },
  },
];

/** Fires something that hangs, and moves the clock past its deadline. */
async function fireWithinDeadline(run: HostRun, fire: () => Promise<unknown>): Promise<readonly string[]> {
  let isOver = false;
  void fire().finally(() => {
    isOver = true;
  });
  await run.clock.advance(24 * 60 * 60_000);
  await run.clock.advance(0);
  return isOver ? [] : ["The call is not over after a day of the host's clock."];
}
