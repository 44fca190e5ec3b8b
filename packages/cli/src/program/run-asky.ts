import { resolve } from "node:path";
import type { ExitCode } from "@asky/sdk";
import { CommanderError } from "commander";
import { toFault } from "../errors/to-fault.ts";
import { wrongUsage } from "../errors/usage.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { flushStreams, watchEnding } from "../io/ending.ts";
import { createOutput, type Output } from "../io/output.ts";
import type { Run } from "../io/run.ts";
import { createProgram } from "./create-program.ts";
import { findPluginCommands } from "./find-plugin-commands.ts";
import { toUsage } from "./to-usage.ts";
import { configDirOf, firstOperand, hasFlag } from "./words.ts";

/** What a command line without a command may ask for. */
const OWN_ANSWERS = new Set(["-h", "--help", "-V", "--version"]);

/** Runs the command of a command line and ends the process. */
export async function runAsky(words: readonly string[]): Promise<void> {
  const ending = watchEnding();
  // What the host and its plugins write follows the same wish.
  if (hasFlag(words, "--no-color")) process.env.NO_COLOR = "1";
  const output = createOutput({ asJson: hasFlag(words, "--json"), isVerbose: hasFlag(words, "--verbose") });
  // A command that waits for nothing but a signal must not be cut off because there is nothing else to do.
  const waiting = setInterval(() => {}, 2 ** 30);
  let exitCode: ExitCode;
  try {
    const configDir = await locateConfigDir(words);
    const run: Run = { configDir, isSafeMode: hasFlag(words, "--safe-mode"), output, ending };
    exitCode = await runProgram(run, words);
  } catch (error) {
    exitCode = ending.signal.aborted ? EXIT_CODES.failure : report(output, error);
  }
  await flushStreams();
  clearInterval(waiting);
  // A plugin may have left something behind that would keep the process for ever.
  process.exit(ending.exitCode ?? exitCode);
}

async function locateConfigDir(words: readonly string[]): Promise<string> {
  const given = configDirOf(words);
  if (given === "") throw wrongUsage('"--config-dir" names no folder.', "Write the folder behind it.");
  if (given !== undefined) return resolve(given);
  const { findConfigDir } = await import("./config-dir.ts");
  return findConfigDir();
}

async function runProgram(run: Run, words: readonly string[]): Promise<ExitCode> {
  const plugins = await findPluginCommands(run, words);
  const { program, exitCode } = createProgram(run, plugins);
  try {
    if (firstOperand(words) === undefined && !words.some((word) => OWN_ANSWERS.has(word))) {
      program.outputHelp();
      return EXIT_CODES.ok;
    }
    await program.parseAsync([...words], { from: "user" });
    return exitCode();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT_CODES.ok;
    throw toUsage(error);
  }
}

function report(output: Output, error: unknown): ExitCode {
  const fault = toFault(error);
  output.fault(fault, error instanceof Error ? error.stack : undefined);
  return fault.exitCode;
}
