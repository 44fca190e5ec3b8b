import type { JsonObject } from "../shared/json.ts";
import type { Services } from "../shared/services.ts";

/** What a process ends with: 0 is success, 1 to 125 a documented failure. */
export type ExitCode = number;

/** A positional argument of a command. */
export interface CommandArgument {
  readonly name: string;
  readonly summary: string;
  /** @defaultValue true */
  readonly required?: boolean;
  /** Whether it takes all that is left; the last one only. */
  readonly variadic?: boolean;
}

/** An option of a command. */
export interface CommandOption {
  /** As typed, with an optional placeholder: `--limit <count>`. */
  readonly flags: string;
  readonly summary: string;
  readonly default?: string | number | boolean;
}

/**
 * A command that a plugin adds to the host's command line, as it stands in the manifest. Help is made from it without
 * loading the plugin.
 */
export interface CommandSpec {
  /** The first word, unique among all plugins; `persona` gives `asky persona`. */
  readonly name: string;
  readonly summary: string;
  readonly args?: readonly CommandArgument[];
  readonly options?: readonly CommandOption[];
  /** The module to load when the command is run, relative to the package's folder. */
  readonly run: string;
}

/** What a command's module is run with. */
export interface CommandContext {
  /** The plugin's own, validated configuration. */
  readonly config: JsonObject;
  readonly configDir: string;
  readonly dataDir: string;
  /** Activates the plugin on first use. */
  readonly services: Services;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Aborts on an interrupt. */
  readonly signal: AbortSignal;
}

/** The export `run` of a command's module. */
export type CommandRun = (
  args: { readonly positional: readonly string[]; readonly options: JsonObject },
  context: CommandContext,
) => Promise<ExitCode>;
