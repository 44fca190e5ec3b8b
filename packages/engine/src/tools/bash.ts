import { stripVTControlCharacters } from "node:util";
import {
  type Bubblewrap,
  type BubblewrapResult,
  cleanEnvironment,
  openFolderInside,
  type ProcessResult,
  runInBubblewrap,
  runProcess,
  shellCommand,
} from "@asky/gate";
import {
  type JsonObject,
  PluginError,
  type ToolExecutionContext,
  type ToolRegistration,
  type ToolResult,
  textPart,
} from "@asky/sdk";
import { countArgument, textArgument } from "./argument.ts";
import { explainPathFault, pathFaultOf } from "./path-fault.ts";
import { resolveArgument, shownPath } from "./resolve-argument.ts";
import { failed } from "./tool-answer.ts";

const DEFAULT_SECONDS = 120;
const MAX_SECONDS = 600;
const MAX_OUTPUT_BYTES = 32 * 1024;

/** How commands are run. */
export interface BashOptions {
  /** What `[sandbox] runner` says. */
  readonly runner: "none" | "bubblewrap";
  /** What was found of bubblewrap when the host started; only looked at when it is the runner. */
  readonly bubblewrap: Bubblewrap;
  /** Whether commands in bubblewrap may use the network. */
  readonly network: boolean;
  /** The host's own configuration, kept from commands in bubblewrap. */
  readonly configDir: string;
}

/** `Bash`: a shell command, run to its end. */
export function createBashTool(options: BashOptions): ToolRegistration {
  return {
    name: "Bash",
    schema: {
      name: "Bash",
      description: describeTool(options),
      parameters: {
        type: "object",
        properties: {
          command: { type: "string", minLength: 1, format: "shell", description: "The command, for bash." },
          timeout_seconds: {
            type: "integer",
            minimum: 1,
            maximum: MAX_SECONDS,
            description: `When it is ended; left out: ${DEFAULT_SECONDS}.`,
          },
          directory: {
            type: "string",
            minLength: 1,
            format: "path",
            description: "The folder where it runs; left out: the folder of the conversation.",
          },
        },
        required: ["command"],
        additionalProperties: false,
      },
      system_prompt_guideline:
        "for programs, tests and builds. To read, find or change files use Read, Glob, Grep, Write and Edit. One command a call, as short as it can be.",
    },
    executor: (args, context) => run(options, args, context),
  };
}

function describeTool({ runner, network }: BashOptions): string {
  const confined = ` It can write in the folder of the conversation and nowhere else${network ? "" : ", and has no network"}.`;
  return `Runs a shell command and returns its exit code and what it wrote to stdout and stderr. It gets no input, and whatever it started is ended with it: nothing goes on in the background.${runner === "none" ? "" : confined}`;
}

async function run(
  options: BashOptions,
  args: JsonObject,
  context: ToolExecutionContext,
): Promise<ToolResult> {
  const { directory } = context;
  const path = resolveArgument(directory, textArgument(args, "directory", "."));
  const folder = await openFolderInside(context, path).catch(pathFaultOf);
  if (typeof folder === "string")
    return failed(explainPathFault(shownPath(directory, path), folder, "folder"));
  const seconds = countArgument(args, "timeout_seconds", DEFAULT_SECONDS);
  try {
    return report(await start(options, String(args.command), folder.path, seconds, context), seconds);
  } catch (error) {
    if (PluginError.is(error)) return failed(`${error.message} ${error.hint}`);
    throw error;
  } finally {
    await folder.close();
  }
}

function start(
  options: BashOptions,
  command: string,
  folder: string,
  seconds: number,
  { directory, allowedDirs, signal }: ToolExecutionContext,
): Promise<ProcessResult | BubblewrapResult> {
  const limits = { timeoutMs: seconds * 1000, maxOutputBytes: MAX_OUTPUT_BYTES, signal };
  if (options.runner === "none") {
    const env = cleanEnvironment(process.env);
    return runProcess({ ...shellCommand(command), directory: folder, env, ...limits });
  }
  const { bubblewrap, network, configDir } = options;
  // It may write where it is told to start; so that is always the turn's own folder, and the way from there is its own.
  const way = folder === directory ? "" : `cd -- ${quoteForShell(folder)} || exit 1\n`;
  return runInBubblewrap({
    command: way + command,
    ...{ directory, allowedDirs, configDir, network, bubblewrap },
    ...limits,
  });
}

function report(result: ProcessResult & Partial<BubblewrapResult>, seconds: number): ToolResult {
  const { exitCode, truncated, undone = [] } = result;
  const notes = [explainEnd(result, seconds)];
  if (truncated)
    notes.push(`Of each stream the first and the last ${MAX_OUTPUT_BYTES / 2048} KiB are shown.`);
  if (undone.length > 0) {
    notes.push(
      `What the command had made here was taken back, because other programs would run it: ${undone.join(", ")}.`,
    );
  }
  const outputs = (["stdout", "stderr"] as const).flatMap((name) => {
    const text = stripVTControlCharacters(result[name]).trimEnd();
    return text === "" ? [] : [textPart(`${name}:\n${text}`)];
  });
  if (outputs.length === 0) notes.push("It wrote nothing.");
  return { parts: [textPart(notes.join(" ")), ...outputs], isError: exitCode !== 0 };
}

function explainEnd({ exitCode, signal, timedOut, aborted }: ProcessResult, seconds: number): string {
  if (aborted) return "The turn was interrupted, and the command with it.";
  if (timedOut)
    return `The command was ended after ${seconds} seconds; use timeout_seconds for more, at most ${MAX_SECONDS}.`;
  return exitCode === null ? `The command was ended by ${signal}.` : `Exit code ${exitCode}.`;
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
