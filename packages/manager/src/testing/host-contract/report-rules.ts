import { type Problem, SESSION_END } from "@asky/sdk";
import { type ContractRule, judge } from "../contract/contract-rule.ts";
import { asky, type HostBench, unlessEqual } from "./host-bench.ts";

export const REPORT_RULES: readonly ContractRule<HostBench>[] = [
  {
    id: "report/names-the-culprit",
    title:
      "Among many plugins the report alone names the one at fault, with a code, a message and what to do, as JSON.",
    fix: "Put every fault into the report under its plugin: { severity, code, phase, plugin, message, hint }.",
    needs: ["hooks/survive-failures"],
    check: async (bench) => {
      const names = Array.from({ length: 20 }, (_, index) => `healthy-${index}`);
      const healthy = names.map((name) =>
        asky(name, ({ hooks }) => void hooks.register(SESSION_END, () => {})),
      );
      const culprit = asky("culprit", ({ hooks }) => {
        hooks.register(SESSION_END, function onSessionEnd() {
          throw new Error("This error belongs to the contract suite.");
        });
      });
      return bench.run([...healthy.slice(0, 10), culprit, ...healthy.slice(10)], async ({ host }) => {
        await host.hooks.invoke(SESSION_END, { sessionId: "session-1" });
        const report = JSON.parse(JSON.stringify(host.report())) as ReturnType<typeof host.report>;
        const problems = [...report.plugins.flatMap((plugin) => plugin.problems), ...report.problems];
        return judge([
          ...unlessEqual("The plugins in the report", report.plugins.length, 21),
          ...unlessEqual(
            "The plugins at fault",
            [...new Set(problems.map(({ plugin }) => plugin))],
            ["culprit"],
          ),
          ...problems
            .filter((problem) => !isHelpful(problem))
            .map(({ code }) => `The problem ${code} says too little.`),
        ]);
      });
    },
  },
];

function isHelpful({ code, message, hint, severity, phase }: Problem): boolean {
  return [code, message, hint, severity, phase].every(
    (text) => typeof text === "string" && text.trim() !== "",
  );
}
