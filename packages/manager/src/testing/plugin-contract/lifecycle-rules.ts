import type { Problem } from "@asky/sdk";
import { broken, type ContractRule, judge, KEPT, notApplicable } from "../contract/contract-rule.ts";
import type { PluginBench } from "./plugin-bench.ts";
import type { PluginLife } from "./plugin-life.ts";
import { readOwnSchema } from "./read-config-schema.ts";
import { listProblems, tellProblem } from "./tell-problem.ts";
import { differences, runSession, type TranscriptStep } from "./transcript.ts";

const ALIVE = ["lifecycle/lives-again"] as const;

export const LIFECYCLE_RULES: readonly ContractRule<PluginBench>[] = [
  {
    id: "lifecycle/activates",
    title: "It activates and starts in time and without a fault.",
    fix: "Mend what activate(), initialize() or start() reports; if it needs a configuration or services, pass `config` or `services` to the suite.",
    needs: ["identity/is-one-plugin"],
    check: (bench) =>
      bench.live(async (life) => {
        await life.start();
        const { facts } = bench;
        const schema = facts?.schema ?? readOwnSchema(life.host.manager.getPlugin(life.name));
        if (facts && schema) bench.facts = { ...facts, schema };
        bench.firstUse = useOf(life);
        if (life.report?.state !== "started")
          return broken(`It is "${life.report?.state}". ${listProblems(life.problems)}`);
        return judge(life.problems.map(tellProblem));
      }),
  },
  {
    id: "lifecycle/lives-again",
    title: "In a new host of the same process it lives again, and uses the same hooks, events and services.",
    fix: "Keep state in the instance, or inside activate() or initialize(); never in the module.",
    needs: ["lifecycle/activates"],
    check: (bench) =>
      bench.live(async (life) => {
        await life.begin();
        const [first, again] = [bench.firstUse, useOf(life)];
        return first === again
          ? KEPT
          : broken(`It used ${first} the first time and ${again} the second time.`);
      }),
  },
  {
    id: "lifecycle/shares-nothing-between-hosts",
    title: "Two hosts of one process run it side by side, and the end of one does not touch the other.",
    fix: "Keep what activate() or initialize() sets up in the instance or in its closure; a module is shared by all hosts.",
    needs: [...ALIVE, "hooks/finish-in-time"],
    check: async (bench) => {
      const alone = await bench.live(recordSession);
      const again = await bench.live(recordSession);
      const unsteady = differences(alone.steps, again.steps);
      const known = new Set(alone.problems);
      const compare = (when: string, { steps, problems }: SessionRecord): readonly string[] => [
        ...[...differences(alone.steps, steps)]
          .filter((point) => !unsteady.has(point))
          .map((point) => `${when} it does something else on "${point}".`),
        ...problems.filter((problem) => !known.has(problem)).map((problem) => `${when}: ${problem}`),
      ];
      return bench.live(async (first) => {
        await first.begin();
        const beside = await bench.live(recordSession);
        const after = await record(first);
        return judge([
          ...compare("Beside another host", beside),
          ...compare("After the end of another host", after),
        ]);
      });
    },
  },
  {
    id: "lifecycle/stops-at-any-point",
    title: "It stops in time and without a fault, whether it was activated only or also started.",
    fix: "Let deactivate() or stop() work without start(), with whatever is there; prefer context.use() and context.defer().",
    needs: ALIVE,
    check: async (bench) => {
      const steps: readonly ((life: PluginLife) => Promise<void>)[] = [
        (life) => life.load(),
        (life) => life.activate(),
        (life) => life.start(),
      ];
      const faults: string[] = [];
      for (const step of steps) {
        await bench.live(async (life) => {
          await step(life);
          await life.end();
          faults.push(...life.problems.filter(isAboutEnd).map(tellProblem));
        });
      }
      return judge(faults);
    },
  },
  {
    id: "lifecycle/survives-a-second-stop",
    title: "A second deactivate() or stop() does nothing and does not fail.",
    fix: "Let the first call take what it ends out of the instance, so that the second finds nothing.",
    needs: ["lifecycle/stops-at-any-point"],
    check: (bench) =>
      bench.live(async (life) => {
        await life.begin();
        const plugin = life.host.manager.getPlugin(life.name) as
          | { deactivate?(): unknown; stop?(): unknown }
          | undefined;
        const method = life.report?.contract === "asky" ? "deactivate" : "stop";
        if (typeof plugin?.[method] !== "function") return notApplicable(`It has no ${method}().`);
        await life.end();
        const isInTime = await life.inTime(`The second ${method}()`, () => plugin[method]?.());
        return isInTime ? KEPT : broken(`The second ${method}() did not end in time.`);
      }),
  },
];

/** The hooks, events and services it uses, as text. */
function useOf({ report }: PluginLife): string {
  return JSON.stringify([report?.hooks, report?.events, report?.services]);
}

/** A session, and what went wrong meanwhile. */
interface SessionRecord {
  readonly steps: readonly TranscriptStep[];
  readonly problems: readonly string[];
}

async function recordSession(life: PluginLife): Promise<SessionRecord> {
  await life.begin();
  return record(life);
}

async function record(life: PluginLife): Promise<SessionRecord> {
  const steps = await runSession(life, "session-1");
  return { steps, problems: life.problems.map(tellProblem) };
}

/** What is tried after the end is another rule's. */
function isAboutEnd({ phase, code }: Problem): boolean {
  if (code === "PLUGIN_FENCED") return false;
  return phase === "stop" || code === "UNDO_FAILED";
}
