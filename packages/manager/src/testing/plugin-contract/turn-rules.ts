import { type ContractRule, judge, notApplicable } from "../contract/contract-rule.ts";
import type { PluginBench } from "./plugin-bench.ts";
import type { PluginLife } from "./plugin-life.ts";
import { differences, runSession, stepsOf, type TranscriptStep, takeStep } from "./transcript.ts";

const SESSIONS = ["ada", "grace"] as const;

/** What became of each session. */
type Transcripts = Readonly<Record<(typeof SESSIONS)[number], readonly TranscriptStep[]>>;

export const TURN_RULES: readonly ContractRule<PluginBench>[] = [
  {
    id: "turns/stay-apart",
    title: "What a session gets does not depend on which others run at the same time.",
    fix: "Take session and turn from the payload of each call; keep nothing of a turn in the instance or the module.",
    needs: ["hooks/finish-in-time"],
    check: async (bench) => {
      const alone = await oneByOne(bench);
      const again = await oneByOne(bench);
      const points = new Set(alone.ada.map(({ point }) => point));
      // What differs even alone, a time of day for example, cannot be compared.
      const unsteady = new Set(SESSIONS.flatMap((name) => [...differences(alone[name], again[name])]));
      if (points.size === unsteady.size)
        return notApplicable("It takes part in no step whose outcome is steady.");
      const faults: string[] = [];
      for (const [how, mixed] of [
        ["step by step", await inTurns(bench)],
        ["at the same moment", await atOnce(bench)],
      ] as const) {
        for (const name of SESSIONS) {
          const changed = [...differences(alone[name], mixed[name])].filter((point) => !unsteady.has(point));
          const others = SESSIONS.filter((other) => other !== name).join();
          faults.push(
            ...changed.map(
              (point) => `With "${others}" ${how}, "${name}" gets something else on "${point}".`,
            ),
          );
        }
      }
      return judge(faults);
    },
  },
];

/** Each session has a host of its own. */
async function oneByOne(bench: PluginBench): Promise<Transcripts> {
  const run = (name: string): Promise<readonly TranscriptStep[]> =>
    bench.live(async (life) => {
      await life.begin();
      return runSession(life, name);
    });
  return { ada: await run("ada"), grace: await run("grace") };
}

/** One host, a step of the one session after a step of the other. */
function inTurns(bench: PluginBench): Promise<Transcripts> {
  return mix(bench, async (life, point) => {
    const ada = await takeStep(life, "ada", point);
    return { ada, grace: await takeStep(life, "grace", point) };
  });
}

/** One host, the same step of both sessions before either is over. */
function atOnce(bench: PluginBench): Promise<Transcripts> {
  return mix(bench, async (life, point) => {
    const [ada, grace] = await Promise.all([takeStep(life, "ada", point), takeStep(life, "grace", point)]);
    return { ada, grace };
  });
}

function mix(
  bench: PluginBench,
  step: (
    life: PluginLife,
    point: string,
  ) => Promise<{ readonly ada: TranscriptStep; readonly grace: TranscriptStep }>,
): Promise<Transcripts> {
  return bench.live(async (life) => {
    await life.begin();
    const steps: { readonly ada: TranscriptStep; readonly grace: TranscriptStep }[] = [];
    for (const point of stepsOf(life)) steps.push(await step(life, point));
    return { ada: steps.map(({ ada }) => ada), grace: steps.map(({ grace }) => grace) };
  });
}
