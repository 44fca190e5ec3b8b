import { EXIT_CODES } from "../exit-codes.ts";
import { CliError } from "./cli-error.ts";

/** A file that is to be written is there already. */
export function fileExists(file: string): CliError {
  return new CliError({
    code: "CLI_EXISTS",
    message: `There is a file "${file}" already.`,
    hint: "Choose another name, or remove it first.",
    exitCode: EXIT_CODES.conflict,
  });
}

/** A file cannot be written. */
export function fileUnwritable(file: string, cause: unknown): CliError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CliError(
    {
      code: "CLI_UNWRITABLE",
      message: `"${file}" cannot be written: ${reason}.`,
      hint: "Check that the folder exists and may be written to.",
      exitCode: EXIT_CODES.failure,
    },
    cause,
  );
}

/** The model of `--model` cannot be used. */
export function modelUnusable(model: string, reason: string): CliError {
  return new CliError({
    code: "CLI_MODEL",
    message: `The model "${model}" cannot be used. ${reason}`,
    hint: 'Write the provider and, after a slash, the model\'s name; "offline" is always there.',
    exitCode: EXIT_CODES.usage,
  });
}

/** A plugin's command has a name that another command has. */
export function commandClash(name: string, owners: readonly string[]): CliError {
  return new CliError({
    code: "CLI_COMMAND_CLASH",
    message: `The command "${name}" is claimed by ${owners.join(" and ")}, so that no plugin of plugins.toml gets it.`,
    hint: "Disable all but one of them in plugins.toml.",
    exitCode: EXIT_CODES.conflict,
  });
}

/** What a manifest says of a command cannot be made into one. */
export function commandInvalid(name: string, plugin: string, reason: string): CliError {
  return new CliError({
    code: "CLI_COMMAND_INVALID",
    message: `The command "${name}" of the plugin "${plugin}" cannot be used: ${reason}.`,
    hint: `Tell the author of "${plugin}", or disable it in plugins.toml.`,
    exitCode: EXIT_CODES.invalid,
  });
}

/** The code of a plugin's command failed. */
export function commandFailed(name: string, plugin: string, reason: string, cause?: unknown): CliError {
  return new CliError(
    {
      code: "CLI_COMMAND_FAILED",
      message: `The command "${name}" of the plugin "${plugin}" failed: ${reason}.`,
      hint: `Run it again with --verbose for the stack, and tell the author of "${plugin}".`,
      exitCode: EXIT_CODES.failure,
    },
    cause,
  );
}

/** A plugin's command waits for a service that nobody offers. */
export function serviceMissing(service: string, plugin: string): CliError {
  return new CliError({
    code: "CLI_SERVICE_MISSING",
    message: `The plugin "${plugin}" waits for the service "${service}", and no plugin that runs offers it.`,
    hint: 'Run "asky chat" and "/plugins" to see which plugins run and what stands in their way.',
    exitCode: EXIT_CODES.failure,
  });
}
