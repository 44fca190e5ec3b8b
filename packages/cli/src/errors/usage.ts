import { EXIT_CODES } from "../exit-codes.ts";
import { CliError } from "./cli-error.ts";

/** The words of the command line make no command. */
export function wrongUsage(message: string, hint: string): CliError {
  return new CliError({ code: "CLI_USAGE", message, hint, exitCode: EXIT_CODES.usage });
}

/** What stands in a file or comes from standard input cannot be used. */
export function unusableInput(what: string, reason: string, hint: string, cause?: unknown): CliError {
  const message = `${what} cannot be used: ${reason}`;
  return new CliError({ code: "CLI_INPUT", message, hint, exitCode: EXIT_CODES.invalid }, cause);
}

/** There is no session of that id or name. */
export function noSession(reference: string): CliError {
  return new CliError({
    code: "CLI_NOT_FOUND",
    message: `There is no session "${reference}".`,
    hint: 'Run "asky session list" to see them; an id may be cut to its first letters.',
    exitCode: EXIT_CODES.nothingFound,
  });
}

/** There are no sessions at all. */
export function noSessions(configDir: string): CliError {
  return new CliError({
    code: "CLI_NOT_FOUND",
    message: `There are no sessions in "${configDir}" yet.`,
    hint: 'Run "asky chat" to begin one.',
    exitCode: EXIT_CODES.nothingFound,
  });
}

/** A text means several sessions. */
export function severalSessions(reference: string, ids: readonly string[]): CliError {
  const shown = ids.slice(0, 8).map((id) => `"${id}"`);
  const more = ids.length > shown.length ? `, and ${ids.length - shown.length} more` : "";
  return new CliError({
    code: "CLI_AMBIGUOUS",
    message: `"${reference}" means ${ids.length} sessions: ${shown.join(", ")}${more}.`,
    hint: "Write more of the id.",
    exitCode: EXIT_CODES.conflict,
  });
}

/** There is no help of that name. */
export function noHelp(topic: string, near: string | undefined): CliError {
  const hint = near === undefined ? 'Run "asky help".' : `Did you mean "asky help ${near}"?`;
  return wrongUsage(`There is no command or topic "${topic}".`, hint);
}
