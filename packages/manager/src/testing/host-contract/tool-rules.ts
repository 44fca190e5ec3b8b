import {
  type AskyPlugin,
  type GateTicket,
  type JsonObject,
  PRE_TOOL_EXECUTE,
  TOOL_REGISTRY_BUILD,
  type ToolCall,
  type ToolRegistration,
  type ToolRegistry,
  type TurnUnderTest,
} from "@asky/sdk";
import { type ContractRule, type Finding, judge, notApplicable } from "../contract/contract-rule.ts";
import { probeTurn } from "../payloads/probe-payloads.ts";
import { asky, type HostBench, type HostRun, unlessEqual, unlessRefused } from "./host-bench.ts";

const ARGS: JsonObject = Object.freeze({ text: "noon" });

/** The arguments of each run of the suite's tool. */
type Runs = unknown[];

export const TOOL_RULES: readonly ContractRule<HostBench>[] = [
  {
    id: "tools/run-by-dispatch",
    title:
      "A call that is allowed runs its tool once, with the model's arguments, frozen; the model gets the result.",
    fix: "Let dispatch() parse the arguments, ask plugins and policy, mint a ticket, and run the tool with it.",
    needs: ["start/goes-in-order"],
    check: (bench) =>
      tryTools(bench, [], async (_run, turn, runs) => {
        const result = await turn.dispatch(callOf("echo"));
        return judge([
          ...unlessEqual("The names of the tools", turn.registry.getToolNames().includes("echo"), true),
          ...unlessEqual("What the tool was run with", runs, [ARGS]),
          ...unlessEqual("Whether the arguments were frozen", Object.isFrozen(runs[0]), true),
          ...unlessEqual("Whether the result is an error", result.isError, false),
          ...unlessEqual(
            "What the model is told",
            JSON.stringify(result.parts).includes("You said noon."),
            true,
          ),
        ]);
      }),
  },
  {
    id: "tools/need-a-ticket",
    title: "Without a ticket of the gate nothing runs a tool: no look-alike, no copy, nothing at all.",
    fix: "Know tickets by their identity, not by what is in them; refuse every other value with TICKET_REFUSED, and use each one up.",
    needs: ["tools/run-by-dispatch"],
    check: (bench) =>
      tryTools(bench, [], async (run, turn, runs) => {
        const call = callOf("echo");
        const info = probeTurn("session-1");
        const lookAlike = { id: "1", callId: call.id, turnId: info.id, toolName: "echo", origin: "alfa" };
        const context = { call, turn: info, directory: "/", allowedDirs: [], signal: run.signal };
        const faults: string[] = [];
        for (const [what, ticket] of Object.entries({
          "A look-alike": Object.freeze(lookAlike),
          "An object that says yes to everything": new Proxy({}, { get: () => true, has: () => true }),
          "No ticket": undefined,
          Null: null,
        })) {
          const forged = ticket as unknown as GateTicket;
          const execute = (): unknown => turn.registry.execute(forged, ARGS, context);
          faults.push(
            ...(await unlessRefused(`${what} in the place of a ticket`, "TICKET_REFUSED", execute)),
          );
        }
        return judge([...faults, ...unlessEqual("How often the tool ran", runs.length, 0)]);
      }),
  },
  {
    id: "tools/obey-denials",
    title:
      "A call that a plugin, a failing guard or the operator denies never runs; the model gets an error.",
    fix: "Collect denials before you mint a ticket; take a guard that fails for a denial, and what no rule allows for denied.",
    needs: ["tools/run-by-dispatch"],
    check: async (bench) => {
      const denying = asky("bravo", ({ hooks }) => {
        hooks.register(PRE_TOOL_EXECUTE, ({ deny }) => deny("The contract suite denies it."));
      });
      const guarding = asky("bravo", ({ hooks }) => {
        const fail = (): never => {
          throw new Error("This error belongs to the contract suite.");
        };
        hooks.register(PRE_TOOL_EXECUTE, fail, { guard: true });
      });
      const cases: readonly (readonly [string, readonly AskyPlugin[], readonly string[]])[] = [
        ["A call that a plugin denies", [denying], ["alfa:echo"]],
        ["A call whose guard fails", [guarding], ["alfa:echo"]],
        ["A call that no rule allows", [], ["bravo:echo"]],
      ];
      const faults: string[] = [];
      for (const [what, others, allowed] of cases) {
        const finding = await tryTools(
          bench,
          others,
          async (_run, turn, runs) => {
            const { isError } = await turn.dispatch(callOf("echo"));
            faults.push(
              ...unlessEqual(`${what}: how often the tool ran`, runs.length, 0),
              ...unlessEqual(`${what}: whether the model gets an error`, isError, true),
            );
            return judge(faults);
          },
          allowed,
        );
        if (finding.verdict === "not_applicable") return finding;
      }
      return judge(faults);
    },
  },
  {
    id: "tools/keep-to-their-schema",
    title:
      "Arguments that are no JSON, or break the tool's schema, never reach it; replaced ones are checked again.",
    fix: "Check the arguments when they are parsed, and again when a plugin has replaced them, before anything is judged.",
    needs: ["tools/run-by-dispatch"],
    check: (bench) =>
      tryTools(
        bench,
        [
          asky("bravo", ({ hooks }) => {
            hooks.register(PRE_TOOL_EXECUTE, (payload) => {
              if (payload.args.text === "replace me") payload.args = { text: 42 };
            });
          }),
        ],
        async (_run, turn, runs) => {
          const faults: string[] = [];
          for (const text of ["no JSON", '{"text": 42}', "[]", '{"text": "replace me"}']) {
            const { isError } = await turn.dispatch({ id: `call-${text}`, name: "echo", arguments: text });
            faults.push(...unlessEqual(`Whether ${text} gives an error`, isError, true));
          }
          return judge([...faults, ...unlessEqual("How often the tool ran", runs.length, 0)]);
        },
      ),
  },
  {
    id: "tools/keep-their-owner",
    title: "A name that a tool has cannot be taken by another plugin, and tools cannot be registered later.",
    fix: "Refuse the second with TOOL_NAME_CLASH, and close the registry that plugins are given when tool_registry_build is over.",
    needs: ["tools/run-by-dispatch"],
    check: (bench) => {
      const faults: string[] = [];
      let given: ToolRegistry | undefined;
      const second = asky("bravo", ({ hooks }) => {
        hooks.register(TOOL_REGISTRY_BUILD, async ({ registry }) => {
          given = registry;
          const take = (): unknown => registry.register(echo([]));
          faults.push(...(await unlessRefused("Taking the name of a tool", "TOOL_NAME_CLASH", take)));
        });
      });
      return tryTools(bench, [second], async (_run, turn, runs) => {
        await turn.dispatch(callOf("echo"));
        const late = (): unknown => given?.register({ ...echo([]), name: "late" });
        return judge([
          ...faults,
          ...unlessEqual("How often the first one's tool ran", runs.length, 1),
          ...(await unlessRefusedAtAll("Registering a tool later", late)),
        ]);
      });
    },
  },
];

/** Gives a host the suite's tool, and opens a turn. */
async function tryTools(
  bench: HostBench,
  others: readonly AskyPlugin[],
  use: (run: HostRun, turn: TurnUnderTest, runs: Runs) => Promise<Finding>,
  allowedTools: readonly string[] = ["alfa:echo"],
): Promise<Finding> {
  const runs: Runs = [];
  const owner = asky("alfa", ({ hooks }) => {
    hooks.register(TOOL_REGISTRY_BUILD, ({ registry }) => void registry.register(echo(runs)));
  });
  return bench.run(
    [owner, ...others],
    async (run) => {
      if (!run.host.openTurn) return notApplicable("The host has no tools.");
      return use(run, await run.openTurn(), runs);
    },
    { allowedTools },
  );
}

function echo(runs: Runs): ToolRegistration {
  const parameters = {
    type: "object",
    properties: { text: { type: "string" } },
    required: ["text"],
    additionalProperties: false,
  };
  return {
    name: "echo",
    schema: { name: "echo", description: "Repeats a text.", parameters },
    executor: (args) => {
      runs.push(args);
      return `You said ${String(args.text)}.`;
    },
  };
}

function callOf(name: string): ToolCall {
  return { id: "call-1", name, arguments: JSON.stringify(ARGS) };
}

async function unlessRefusedAtAll(what: string, attempt: () => unknown): Promise<readonly string[]> {
  try {
    await attempt();
    return [`${what} should be refused, and is not.`];
  } catch {
    // Which of its faults a registry tells first is its own affair.
    return [];
  }
}
