import { describeError } from "../../problems/describe-error.ts";
import { type ContractRule, judge } from "../contract/contract-rule.ts";
import { codeOf } from "../contract/error-code.ts";
import { changedFiles, readFileTree } from "../observe/file-tree.ts";
import { isExitRefusal } from "../observe/refused-exit.ts";
import { loopTurn } from "../observe/watch.ts";
import type { PluginBench } from "./plugin-bench.ts";
import { liveWholly } from "./whole-life.ts";

const NEEDS = ["hooks/finish-in-time", "lifecycle/stops-at-any-point"] as const;

/** Errors that other rules are about. */
const OTHER_RULES: ReadonlySet<string> = new Set(["HOOKS_FROZEN", "PLUGIN_FENCED"]);

function isAnotherRules(error: unknown): boolean {
  return isExitRefusal(error) || OTHER_RULES.has(codeOf(error) ?? "");
}

export const SURROUNDINGS_RULES: readonly ContractRule<PluginBench>[] = [
  {
    id: "surroundings/files-stay-in-data-dir",
    title: "In the configuration directory it writes to its own data directory only.",
    fix: "Write below context.dataDir; if plugins share a folder on purpose, pass it as `sharedDirs`.",
    needs: NEEDS,
    check: (bench) =>
      bench.live(async (life) => {
        const { configDir } = life.host;
        const before = await readFileTree(configDir);
        await liveWholly(bench, life);
        const own = [`plugins/${life.name}`, ...(bench.options.sharedDirs ?? [])];
        const foreign = changedFiles(before, await readFileTree(configDir)).filter(
          (path) => !own.some((dir) => path.startsWith(`${dir}/`)),
        );
        return judge(foreign.map((path) => `It wrote or removed "${path}".`));
      }),
  },
  {
    id: "surroundings/stdout-is-left-alone",
    title: "It prints nothing on standard output, which belongs to the host.",
    fix: "Use context.logger.",
    needs: NEEDS,
    check: async (bench) => {
      await bench.live((life) => liveWholly(bench, life));
      return judge([...bench.watch.prints].map((call) => `It called ${call}.`));
    },
  },
  {
    id: "surroundings/process-stays-as-it-was",
    title:
      "It leaves the process as it was: directory, environment, globals, built-ins, listeners; and never ends it.",
    fix: "Do not patch, set or subscribe to what belongs to the process; take what you need from the context.",
    needs: NEEDS,
    check: async (bench) => {
      await bench.live((life) => liveWholly(bench, life));
      return judge([
        ...bench.changedGlobals().map((name) => `${name} is another than before.`),
        ...[...bench.watch.exits].map((call) => `It called ${call}.`),
      ]);
    },
  },
  {
    id: "surroundings/no-stray-failures",
    title: "No error of it escapes: no rejected promise without an owner, no throw in a timer or listener.",
    fix: "Await or catch every promise; catch in timers and listeners, and say it with context.logger.",
    needs: NEEDS,
    check: async (bench) => {
      await bench.live((life) => liveWholly(bench, life));
      await loopTurn();
      const strays = bench.watch.strays.filter(({ error }) => !isAnotherRules(error));
      return judge(
        strays.map(({ kind, error }) => `There was an uncaught ${kind}: ${describeError(error).message}`),
      );
    },
  },
];
