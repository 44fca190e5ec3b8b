import { type LifecyclePhase, PluginError, type Problem } from "@asky/sdk";
import type { LeftoverCount } from "../owners/leftovers.ts";
import type { StackPlace } from "../owners/stack-place.ts";
import { describeError } from "../problems/describe-error.ts";
import { listTexts, listValues } from "../text/list-values.ts";
import { problemOf } from "./lifecycle.ts";

const STRAYS = {
  uncaughtException: "An exception",
  unhandledRejection: "A rejected promise",
} as const;

/** What follows from it, by what the plugin was about when it came. */
const STRAY_OUTCOMES: Readonly<Partial<Record<LifecyclePhase, string>>> = {
  load: "it is not activated",
  stop: "it had ended before, and nobody else was harmed",
};

export function strayFailure(
  plugin: string,
  kind: keyof typeof STRAYS,
  error: unknown,
  phase: LifecyclePhase,
  place: StackPlace | undefined,
): Problem {
  const { message, causes } = describeError(error);
  const outcome = STRAY_OUTCOMES[phase] ?? "it is stopped, and what it had registered is undone";
  return {
    severity: phase === "stop" ? "warning" : "error",
    code: "STRAY_FAILURE",
    phase,
    plugin,
    message: `${STRAYS[kind]} of "${plugin}" was caught by nobody; ${outcome}.`,
    hint:
      kind === "unhandledRejection"
        ? `Await every promise in "${plugin}", or catch what it rejects with.`
        : `Catch what can fail in the timers, listeners and callbacks of "${plugin}".`,
    ...placed(place),
    causes: [message, ...causes],
  };
}

export function processExitRefused(plugin: string): PluginError {
  return new PluginError("PROCESS_EXIT_REFUSED", {
    plugin,
    message: `"${plugin}" called process.exit(), which would have ended the whole host; it goes on.`,
    hint: `Let "${plugin}" throw an error where it cannot go on; the host then ends the plugin alone.`,
  });
}

/** The same as an entry of the report: the plugin may keep the exception to itself. */
export function processExitTried(error: PluginError, place: StackPlace | undefined): Problem {
  return { ...problemOf(error, "error", "serve"), ...placed(place) };
}

function placed(place: StackPlace | undefined): Pick<Problem, "place"> {
  if (!place) return {};
  const { file, line, column } = place;
  return { place: { file, line, column } };
}

export function leftoverHandles(plugin: string, counts: readonly LeftoverCount[]): Problem {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const texts = counts.map(({ kind, count }) => `${count} ${count === 1 ? kind : pluralOf(kind)}`);
  const verb = total === 1 ? "keeps" : "keep";
  return {
    severity: "warning",
    code: "LEFTOVER_HANDLES",
    phase: "stop",
    plugin,
    message: `"${plugin}" has ended and left ${listTexts(texts, ", ")}, which ${verb} the process alive.`,
    hint: `End them in "${plugin}" with context.defer() or context.use(), or pass context.signal to what makes them.`,
  };
}

function pluralOf(kind: string): string {
  return kind === "child process" ? "child processes" : `${kind}s`;
}

/** `durationMs` is wall-clock time. */
export function threadBlocked(plugin: string, durationMs: number, place: StackPlace | undefined): Problem {
  const where = place?.functionName === undefined ? "" : ` in ${place.functionName}()`;
  return {
    severity: "warning",
    code: "THREAD_BLOCKED",
    phase: "serve",
    plugin,
    message: `"${plugin}" held the thread for about ${Math.round(durationMs)} ms${where}; nothing else could run meanwhile.`,
    hint: `Let "${plugin}" do long work in small pieces, or in a thread or process of its own.`,
    ...placed(place),
  };
}

/** `stream` is "standard output" or "standard error". */
export function outputFlooded(plugin: string, stream: string): Problem {
  return {
    severity: "warning",
    code: "OUTPUT_FLOODED",
    phase: "serve",
    plugin,
    message: `"${plugin}" wrote more than a megabyte to the ${stream} within a second; it was written all the same.`,
    hint: `Let "${plugin}" write less, and what is meant for people to context.logger; or set enabled = false for it in plugins.toml.`,
  };
}

/** `names` are those of the changed members; their values are never shown. */
export function globalsChanged(plugin: string, names: readonly string[], phase: LifecyclePhase): Problem {
  return {
    severity: "warning",
    code: "GLOBALS_CHANGED",
    phase,
    plugin,
    message: `"${plugin}" changed what all code of the process shares: ${listValues(names)}.`,
    hint: `Let "${plugin}" work without it, or ask its author why it needs this; the change stays until the process ends.`,
  };
}
