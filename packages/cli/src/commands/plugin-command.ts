import { realpath } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { PluginCommand } from "@asky/manager/commands";
import { type CommandRun, type ExitCode, type JsonObject, PluginError } from "@asky/sdk";
import { reasonOf } from "../errors/to-fault.ts";
import { commandFailed, commandInvalid } from "../errors/work.ts";
import { LazyServices } from "../host/lazy-services.ts";
import type { Run } from "../io/run.ts";

const MOST_EXIT_CODE = 125;

/** Runs a command of a plugin: its module is loaded now, its plugin when the command asks for a service. */
export async function runPluginCommand(
  run: Run,
  command: PluginCommand,
  positional: readonly string[],
  options: JsonObject,
): Promise<ExitCode> {
  const { configDir, ending } = run;
  const { plugin, spec } = command;
  const { openCommand } = await import("@asky/manager/commands");
  const opened = await openCommand(command, configDir);
  if ("problem" in opened) {
    const { code, message, hint } = opened.problem;
    throw new PluginError(code, { plugin, message, hint });
  }
  const execute = await loadRun(command);
  const services = new LazyServices(run, plugin);
  try {
    const exitCode: unknown = await Promise.race([
      execute(
        { positional, options },
        {
          ...opened,
          configDir,
          services: services.view,
          stdout: process.stdout,
          stderr: process.stderr,
          signal: AbortSignal.any([ending.signal, services.signal]),
        },
      ),
      services.failed,
      whenAborted(ending.signal),
    ]);
    if (Number.isInteger(exitCode) && (exitCode as number) >= 0 && (exitCode as number) <= MOST_EXIT_CODE) {
      return exitCode as ExitCode;
    }
    throw commandFailed(
      spec.name,
      plugin,
      `it ended with ${JSON.stringify(exitCode) ?? "nothing"} instead of an exit code`,
    );
  } catch (error) {
    if (ending.signal.aborted) throw error;
    throw PluginError.is(error) || (error instanceof Error && error.name === "CliError")
      ? error
      : commandFailed(spec.name, plugin, reasonOf(error), error);
  } finally {
    await services.close();
  }
}

async function loadRun({ file, plugin, spec }: PluginCommand): Promise<CommandRun> {
  let exported: { readonly run?: unknown };
  try {
    exported = (await import(pathToFileURL(await realpath(file)).href)) as { readonly run?: unknown };
  } catch (error) {
    throw commandFailed(spec.name, plugin, `"${file}" cannot be loaded: ${reasonOf(error)}`, error);
  }
  if (typeof exported.run !== "function") {
    throw commandInvalid(spec.name, plugin, `"${file}" exports no function "run"`);
  }
  return exported.run as CommandRun;
}

/** Rejects when the command is told to end; what it still does then is its own affair. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    else
      signal.addEventListener("abort", () => setTimeout(() => reject(signal.reason as Error), 1000), {
        once: true,
      });
  });
}
