import { type ExitCode, PluginError } from "@asky/sdk";
import { EXIT_CODES } from "../exit-codes.ts";
import { CliError, type Fault } from "./cli-error.ts";

/** What errors of the packages below end the process with; all others are failures. */
const EXITS: ReadonlyMap<string, ExitCode> = new Map([
  ["CONFIG_UNREADABLE", EXIT_CODES.invalid],
  ["CONFIG_SYNTAX", EXIT_CODES.invalid],
  ["CONFIG_INVALID", EXIT_CODES.invalid],
  ["POLICY_INVALID", EXIT_CODES.invalid],
  ["SESSION_UNAVAILABLE", EXIT_CODES.conflict],
  ["DAEMON_RUNNING", EXIT_CODES.conflict],
  ["DAEMON_NOT_RUNNING", EXIT_CODES.nothingFound],
]);

/** What an error of the packages below ends the process with. */
export function exitCodeOfError(code: string | undefined): ExitCode {
  return EXITS.get(code ?? "") ?? EXIT_CODES.failure;
}

/** Whatever was thrown as code, message, next step and exit code. Never throws. */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof CliError) return thrown;
  if (PluginError.is(thrown)) {
    const { code, message, hint } = thrown;
    return { code, message, hint, exitCode: exitCodeOfError(code) };
  }
  return {
    code: "CLI_UNEXPECTED",
    message: reasonOf(thrown),
    hint: "Run it again with --verbose for the stack; if it should not happen, report it.",
    exitCode: EXIT_CODES.failure,
  };
}

/** The message of anything that can be thrown. */
export function reasonOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error && thrown.message !== "") return thrown.message;
    return String(thrown);
  } catch {
    return "Something was thrown that cannot be read.";
  }
}
