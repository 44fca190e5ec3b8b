import { TOOL_REGISTRY_BUILD } from "@asky/sdk";
import { type ContractRule, judge, notApplicable } from "../contract/contract-rule.ts";
import { collectTools } from "../host/fire-point.ts";
import type { ToolProbe } from "../host/tool-probe.ts";
import { pointsOf } from "./fire-everything.ts";
import type { PluginBench } from "./plugin-bench.ts";
import type { PluginLife } from "./plugin-life.ts";
import { callTool, sampleArguments } from "./tool-calls.ts";

/** The names that hosts give tools of their own. */
const HOST_TOOLS = ["Read", "Write", "Edit", "LS", "Glob", "Grep", "Bash", "WebFetch", "Now"] as const;

export const TOOL_RULES: readonly ContractRule<PluginBench>[] = [
  {
    id: "tools/are-well-formed",
    title:
      "Its tools have a legal name, a description, parameters as a JSON Schema, a one-line guideline if any, and an executor.",
    fix: "Register { name, schema: { name, description, parameters }, executor }: the same name twice, and parameters of type object.",
    needs: ["hooks/finish-in-time"],
    check: (bench) =>
      bench.live(async (life) => {
        const probe = await toolsOf(life);
        if (!probe || probe.tools.size + probe.refused.length === 0)
          return notApplicable("It registers no tool.");
        const lines = [...probe.tools.values()].filter(({ tool }) =>
          /[\r\n]/.test(tool.schema.system_prompt_guideline ?? ""),
        );
        return judge([
          ...probe.refused.map(({ error }) => error.message),
          ...lines.map(({ tool }) => `The guideline of "${tool.name}" has more than one line.`),
        ]);
      }),
  },
  {
    id: "tools/leave-host-names-alone",
    title: `It registers no tool under a name that hosts have built in: ${HOST_TOOLS.join(", ")}.`,
    fix: "Give the tool a name of its own, or ask registry.has() first and do without.",
    needs: ["tools/are-well-formed"],
    check: (bench) =>
      bench.live(async (life) => {
        const probe = await toolsOf(life, HOST_TOOLS);
        if (!probe || probe.tools.size + probe.refused.length === 0)
          return notApplicable("It registers no tool.");
        return judge(probe.refused.map(({ error }) => error.message));
      }),
  },
  {
    id: "tools/answer-every-argument",
    title:
      "Its tools answer all arguments that their schema allows with a result, or with an error that is meant.",
    fix: "Narrow the schema to what the tool can do, and check the rest in the executor; throw errors that tell the model what to do.",
    needs: ["tools/are-well-formed"],
    check: (bench) =>
      bench.live(async (life) => {
        const probe = await toolsOf(life);
        const tools = [...(probe?.tools.values() ?? [])].filter(
          ({ tool }) => !bench.options.skipTools?.includes(tool.name),
        );
        const faults: string[] = [];
        let calls = 0;
        for (const probed of tools) {
          for (const { kind, args } of sampleArguments(probed, life.host.directory)) {
            calls += 1;
            const fault = await callTool(life, probed, args, life.host.signal);
            if (fault !== undefined)
              faults.push(`Called with ${kind} values, "${probed.tool.name}" fails: ${fault}.`);
          }
          const [first] = sampleArguments(probed, life.host.directory);
          const late = first && (await callTool(life, probed, first.args, AbortSignal.abort()));
          if (late?.includes("in time"))
            faults.push(`"${probed.tool.name}" does not end when its turn is interrupted.`);
        }
        return calls === 0 ? notApplicable("There is no tool that can be called.") : judge(faults);
      }),
  },
];

/** @param hostTools - names that are taken. */
async function toolsOf(life: PluginLife, hostTools: readonly string[] = []): Promise<ToolProbe | undefined> {
  await life.begin();
  if (!pointsOf(life).has(TOOL_REGISTRY_BUILD)) return undefined;
  let probe: ToolProbe | undefined;
  await life.manage("Registering tools", async () => {
    probe = await collectTools(life.host.manager.hookRegistry, life.host.scope(), hostTools);
  });
  return probe;
}
