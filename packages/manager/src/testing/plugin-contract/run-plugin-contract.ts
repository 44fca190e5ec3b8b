import { type ContractReport, contractReport } from "../contract/contract-report.ts";
import { judgeRules } from "../contract/judge-rules.ts";
import { watched } from "../observe/watch.ts";
import type { PluginContractOptions } from "./contract-options.ts";
import { PluginBench } from "./plugin-bench.ts";
import { PLUGIN_RULES } from "./plugin-rules.ts";
import { type PluginSubject, readSubject } from "./plugin-subject.ts";

/**
 * Judges a plugin by every rule that hosts rely on. Called by plugin authors, in any test framework or none.
 *
 * The plugin lives many times, in real managers on temporary directories with a clock that stands still; whatever it
 * does beside that is done for real: its tools are called, its servers listen. A callback that blocks the thread blocks
 * the suite too.
 *
 * @returns what came of each rule. Resolves also when rules are broken; see {@link assertContract}.
 * @throws TypeError (as a rejection) when the subject is nothing that can be judged.
 */
export async function runPluginContract(
  subject: PluginSubject,
  options: PluginContractOptions = {},
): Promise<ContractReport> {
  const read = await readSubject(subject);
  const directory = process.cwd();
  return watched(async (watch) => {
    const bench = new PluginBench(read, options, watch);
    const rules = await judgeRules(PLUGIN_RULES, bench);
    // Whatever the plugin has done, the tests after this one find themselves where they were.
    if (!isIn(directory)) process.chdir(directory);
    return contractReport(read.installed ? read.label : (bench.facts?.report.name ?? read.label), rules);
  });
}

/** A working directory that was removed has no name. */
function isIn(directory: string): boolean {
  try {
    return process.cwd() === directory;
  } catch {
    return false;
  }
}
