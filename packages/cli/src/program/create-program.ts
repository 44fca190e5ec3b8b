import type { PluginCommand } from "@asky/manager/commands";
import type { ExitCode } from "@asky/sdk";
import { Command } from "commander";
import { noHelp } from "../errors/usage.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import type { Run } from "../io/run.ts";
import { ownVersion } from "../version.ts";
import { addDaemonCommands } from "./add-daemon-commands.ts";
import { addGateCommands } from "./add-gate-commands.ts";
import { addPluginCommand } from "./add-plugin-command.ts";
import { addSessionCommands } from "./add-session-commands.ts";

/** A command line, and what its command has ended with. */
export interface Program {
  readonly program: Command;
  readonly exitCode: () => ExitCode;
}

const SESSION = "the session to go on with: id, its first letters, name, or last";
const DIRECTORY = "where tools look (default: here)";
const MODEL = "provider and model, for example openai/gpt-5 (default: config.toml)";

/** Describes the whole command line. What a command does is imported when it runs. */
export function createProgram(run: Run, plugins: readonly PluginCommand[]): Program {
  let exitCode: ExitCode = EXIT_CODES.ok;
  const settle = async (code: Promise<ExitCode> | ExitCode): Promise<void> => {
    exitCode = await code;
  };
  const program = new Command("asky")
    .description("Asks language models, with plugins and tools under your control.")
    .version(ownVersion(), "-V, --version", "print the version")
    .option("--config-dir <dir>", "where configuration, plugins and sessions stand")
    .option("--safe-mode", "start without the plugins of plugins.toml")
    .option("--json", "print one JSON document")
    .option("--no-color", "print no colours, as NO_COLOR=1 does")
    .option("--verbose", "say more on standard error")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .addHelpText(
      "after",
      '\n"asky help COMMAND" says more; "asky help exit-codes" lists what asky ends with.',
    )
    .configureOutput({
      writeOut: run.output.data,
      writeErr: (text) => writeHelp(run, text),
      outputError: () => {},
    })
    .exitOverride();

  program
    .command("ask")
    .description("answer one question")
    .argument("[question...]", 'what to ask; standard input when it is left out or "-"')
    .option("-s, --session <session>", SESSION)
    .option("-d, --directory <dir>", DIRECTORY)
    .option("-m, --model <model>", MODEL)
    .addHelpText(
      "after",
      '\nExamples:\n  asky ask "What time is it in Tokyo?"\n  git diff | asky ask --json\n\nWhat the policy asks about is denied unless somebody at a terminal says yes.',
    )
    .action(async (words: string[], options: object) => {
      const { ask } = await import("../commands/ask.ts");
      await settle(ask(run, words, options));
    });

  program
    .command("chat")
    .description("talk, with tools, approvals and commands")
    .option("-s, --session <session>", SESSION)
    .option("-d, --directory <dir>", DIRECTORY)
    .option("-m, --model <model>", MODEL)
    .action(async (options: object) => {
      const { chat } = await import("../commands/chat.ts");
      await settle(chat(run, options));
    });

  addSessionCommands(program, run, settle);
  addDaemonCommands(program, run, settle);
  addGateCommands(program, run, settle);

  program
    .command("init")
    .description("make a config dir with commented files; what is there stays")
    .option("--dry-run", "only show what would be made")
    .action(async (options: object) => {
      const { init } = await import("../commands/init.ts");
      await settle(init(run, options));
    });

  program
    .command("help")
    .description("say more of a command, or of exit-codes")
    .argument("[topic...]", "a command, or exit-codes")
    .action(async (topics: string[]) => {
      if (topics[0] !== "exit-codes") return findTopic(program, topics).outputHelp();
      const { showExitCodes } = await import("../commands/help.ts");
      await settle(showExitCodes(run));
    });

  for (const plugin of plugins) addPluginCommand(program, run, plugin, settle);
  return { program, exitCode: () => exitCode };
}

function findTopic(program: Command, topics: readonly string[]): Command {
  let found = program;
  for (const topic of topics) {
    const next = found.commands.find((command) => command.name() === topic);
    if (!next)
      throw noHelp(
        topic,
        found.commands.map((command) => command.name()).find((name) => name[0] === topic[0]),
      );
    found = next;
  }
  return found;
}

/** Help that is shown because a command is not complete; with `--json` there is only the document. */
function writeHelp({ output }: Run, text: string): void {
  if (!output.asJson) process.stderr.write(text);
}
