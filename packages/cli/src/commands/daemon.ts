import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ExitCode, PluginError } from "@asky/sdk";
import { EXIT_CODES } from "../exit-codes.ts";
import { prepareHost } from "../host/open-host.ts";
import type { Run } from "../io/run.ts";
import { shortLine, visibleLine, visibleText } from "../text/visible.ts";
import { formatStatus } from "./format-status.ts";

/** The options of the daemon commands; each command has those that it needs. */
export interface DaemonOptions {
  readonly detach?: boolean;
  readonly directory?: string;
}

/** Below the time after which a command that was told to end is ended. */
const DEADLINE_MS = 8_000;

/** Starts the daemon: here, or as a process that goes on when this one has ended. */
export async function startDaemon(run: Run, options: DaemonOptions): Promise<ExitCode> {
  if (!options.detach) return await runDaemon(run, options);
  const { configDir, output } = run;
  const { startDaemon: start } = await import("@asky/engine");
  const logPath = join(configDir, "daemon.log");
  try {
    const status = await start({ configDir, command: commandOf(run, options), logPath });
    if (output.asJson) output.document({ ...status, log: logPath });
    else {
      output.data(formatStatus(status, output));
      output.note(`Its log is "${visibleLine(logPath)}". ${howToStop(run)}`);
    }
    return EXIT_CODES.ok;
  } catch (error) {
    const { message: heard = "" } =
      (PluginError.is(error) && error.cause instanceof Error && error.cause) || {};
    if (heard !== "") output.note(output.noteStyle("dim", visibleText(heard)));
    throw error;
  }
}

/** Runs the daemon in this process until a signal, `asky daemon stop` or a plugin ends it. */
export async function runDaemon(run: Run, { directory }: DaemonOptions): Promise<ExitCode> {
  const { configDir, ending, output } = run;
  const [{ runDaemon: serve }, { options, stopWatch }] = await Promise.all([
    import("@asky/engine"),
    prepareHost(run, { level: "info", ...(directory !== undefined && { directory }) }),
  ]);
  try {
    const { reason, isClean } = await serve({
      ...options,
      signal: ending.signal,
      deadlineMs: DEADLINE_MS,
      onReady: (status) => {
        if (output.asJson) output.document(status);
        else {
          output.data(formatStatus(status, output));
          output.note(
            `The daemon runs for "${visibleLine(configDir)}". Ctrl-C stops it, and so does another terminal: ${stopCommand(run)}`,
          );
        }
      },
    });
    if (!isClean) output.note("Not everything could be stopped in time.");
    if (reason === "plugin") output.note("A plugin has failed that the host cannot do without.");
    return isClean && reason !== "plugin" ? EXIT_CODES.ok : EXIT_CODES.failure;
  } finally {
    stopWatch();
  }
}

/** Stops the daemon, and waits until it has stopped. */
export async function stopDaemon({ configDir, output }: Run): Promise<ExitCode> {
  const { stopDaemon: stop } = await import("@asky/engine");
  const stopped = await stop(configDir);
  if (output.asJson) output.document(stopped);
  else output.data(`The daemon has stopped; it was process ${stopped.pid}.\n`);
  return EXIT_CODES.ok;
}

/** What the daemon says of itself. */
export async function showStatus({ configDir, output }: Run): Promise<ExitCode> {
  const { callDaemon } = await import("@asky/engine");
  const status = await callDaemon(configDir, "status");
  if (output.asJson) output.document(status);
  else {
    const { formatReport } = await import("@asky/manager");
    output.data(formatStatus(status, output));
    const color = output.style("bold", "x") !== "x";
    output.data(`\n${formatReport(status.report, { color, width: output.columns })}\n`);
  }
  return EXIT_CODES.ok;
}

/** Swaps the plugins of the daemon; when the new ones do not start, the old ones stay and it is a failure. */
export async function reloadDaemon({ configDir, output }: Run): Promise<ExitCode> {
  const { callDaemon } = await import("@asky/engine");
  const outcome = await callDaemon(configDir, "reload");
  const isSwapped = outcome.kind === "swapped";
  if (output.asJson) output.document(outcome);
  else if (isSwapped) {
    const { added = [], removed = [], restarted = [] } = outcome.report.changes ?? {};
    output.data(`Generation ${outcome.generation} runs.\n`);
    for (const [what, names] of Object.entries({ added, removed, restarted }))
      if (names.length > 0) output.data(`  ${what} ${names.map(visibleLine).join(", ")}\n`);
  } else {
    for (const { message, hint } of outcome.problems) output.note(visibleLine(`${message} ${hint}`));
    output.note(
      `The plugins stay as they were, generation ${outcome.generation}; the policy is the new one.`,
    );
  }
  return isSwapped ? EXIT_CODES.ok : EXIT_CODES.failure;
}

/** Interrupts what runs or waits in a chat of the daemon. */
export async function interruptChat({ configDir, output }: Run, chat = "local"): Promise<ExitCode> {
  const { callDaemon } = await import("@asky/engine");
  const { turns } = await callDaemon(configDir, "interrupt", { chatId: chat });
  if (output.asJson) output.document({ chat, turns });
  else if (turns === 0) output.note(`Nothing runs in the chat "${shortLine(chat, 80)}".`);
  else output.data(`Interrupted ${turns === 1 ? "1 turn" : `${turns} turns`}.\n`);
  return EXIT_CODES.ok;
}

/** This command again, as the process that goes on. */
function commandOf(run: Run, { directory }: DaemonOptions): readonly [string, ...string[]] {
  const asky = fileURLToPath(new URL("asky.js", import.meta.url));
  return [
    process.execPath,
    ...process.execArgv,
    asky,
    "daemon",
    "run",
    "--no-color",
    "--config-dir",
    run.configDir,
    ...(run.isSafeMode ? ["--safe-mode"] : []),
    ...(run.output.isVerbose ? ["--verbose"] : []),
    ...(directory === undefined ? [] : ["--directory", directory]),
  ];
}

function stopCommand({ configDir }: Run): string {
  return `asky daemon stop --config-dir "${visibleLine(configDir)}"`;
}

function howToStop(run: Run): string {
  return `To stop it: ${stopCommand(run)}`;
}
