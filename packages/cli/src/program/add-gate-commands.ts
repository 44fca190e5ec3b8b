import type { ExitCode } from "@asky/sdk";
import type { Command } from "commander";
import type { Run } from "../io/run.ts";

const POLICY = "rules: all *.toml of a folder (default: policies/ of the config dir)";

/** Adds `asky gate` and its verbs. */
export function addGateCommands(
  program: Command,
  run: Run,
  settle: (code: Promise<ExitCode>) => Promise<void>,
): void {
  const load = () => import("../commands/gate.ts");
  const gate = program.command("gate").description("what the gate would decide, without running anything");

  gate
    .command("check")
    .description("judge each call of a JSON list")
    .argument("<file>", "[{ id, tool, input, cwd, allowed_dirs }], or - for standard input")
    .option("--policy <dir>", POLICY)
    .action(async (file: string, options: object) => settle((await load()).checkCallsOf(run, file, options)));

  gate
    .command("explain")
    .description("show a shell command as a tree, with the judgement of each part")
    .argument("<command>", "quoted: 'git status && npm test'")
    .option("--cwd <dir>", "where it would run (default: here)")
    .option("--allowed-dir <dir...>", "further folders that it may use")
    .option("--policy <dir>", POLICY)
    .action(async (command: string, options: object) =>
      settle((await load()).explain(run, command, options)),
    );

  gate
    .command("policy")
    .description("print the policy that ships with the gate, to begin one's own with")
    .action(async () => settle((await load()).showPolicy(run)));
}
