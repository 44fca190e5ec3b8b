import { type ContractRule, judge, notApplicable } from "../contract/contract-rule.ts";
import { SAMPLES } from "../payloads/samples.ts";
import { emitEvents } from "./fire-everything.ts";
import type { PluginBench } from "./plugin-bench.ts";
import { tellProblem } from "./tell-problem.ts";

export const EVENT_RULES: readonly ContractRule<PluginBench>[] = [
  {
    id: "events/handlers-never-fail",
    title: "Its handlers of the host's events never fail, whatever is in the data.",
    fix: "Check what you read from `event.data`, and catch what the work with it may throw.",
    needs: ["hooks/finish-in-time"],
    check: (bench) =>
      bench.live(async (life) => {
        await life.begin();
        if (life.report?.events.length === 0) return notApplicable("It handles no event.");
        for (const sample of SAMPLES) await emitEvents(life, sample, life.host.scope(sample.id || "none"));
        return judge(life.problems.filter(({ code }) => code === "HANDLER_FAILED").map(tellProblem));
      }),
  },
];
