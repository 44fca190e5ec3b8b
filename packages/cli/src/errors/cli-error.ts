import type { ExitCode } from "@asky/sdk";

/** The codes of the command's own errors; permanent once released. */
export type CliErrorCode =
  | "CLI_USAGE"
  | "CLI_INPUT"
  | "CLI_NOT_FOUND"
  | "CLI_AMBIGUOUS"
  | "CLI_EXISTS"
  | "CLI_UNWRITABLE"
  | "CLI_MODEL"
  | "CLI_COMMAND_CLASH"
  | "CLI_COMMAND_INVALID"
  | "CLI_COMMAND_FAILED"
  | "CLI_SERVICE_MISSING"
  | "CLI_UNEXPECTED";

/** What an error is made of: what happened and where, what to do next, and what the process ends with. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly exitCode: ExitCode;
}

/** An error of the command itself, thrown to end it. */
export class CliError extends Error implements Fault {
  readonly code: CliErrorCode;
  readonly hint: string;
  readonly exitCode: ExitCode;

  /** @internal Made by the factories beside it. */
  constructor(fault: Fault & { readonly code: CliErrorCode }, cause?: unknown) {
    super(fault.message, cause === undefined ? undefined : { cause });
    this.name = "CliError";
    this.code = fault.code;
    this.hint = fault.hint;
    this.exitCode = fault.exitCode;
  }
}
