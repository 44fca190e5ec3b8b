import { type Problem, SESSION_END, type StartupReport } from "@asky/sdk";
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
        const before = problemsIn(host.report());
        await host.hooks.invoke(SESSION_END, { sessionId: "session-1" });
        const report = JSON.parse(JSON.stringify(host.report())) as StartupReport;
        const after = problemsIn(report);
        // A host may have plugins of its own, and things to say about itself; of the suite's plugins one alone is at fault.
        const own = new Set(before.map((problem) => JSON.stringify(problem)));
        const fresh = after.filter((problem) => !own.has(JSON.stringify(problem)));
        const present = report.plugins.map(({ name }) => name);
        return judge([
          ...unlessEqual(
            "The plugins that the report leaves out",
            [...names, "culprit"].filter((name) => !present.includes(name)),
            [],
          ),
          ...unlessEqual("The plugins at fault before anything has failed", culpritsOf(before), []),
          ...unlessEqual(
            "The plugins at fault",
            [...new Set(fresh.map(({ plugin }) => plugin))],
            ["culprit"],
          ),
          ...after
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

function problemsIn({ plugins, problems }: StartupReport): readonly Problem[] {
  return [...plugins.flatMap((plugin) => plugin.problems), ...problems];
}

function culpritsOf(problems: readonly Problem[]): readonly string[] {
  return [...new Set(problems.flatMap(({ plugin }) => plugin ?? []))];
}
