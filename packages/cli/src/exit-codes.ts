import type { ExitCode } from "@asky/sdk";

/** What the command's process ends with. The numbers are permanent. */
export interface ExitCodes {
  readonly ok: ExitCode;
  readonly failure: ExitCode;
  readonly usage: ExitCode;
  readonly nothingFound: ExitCode;
  readonly invalid: ExitCode;
  readonly conflict: ExitCode;
  readonly hungUp: ExitCode;
  readonly interrupted: ExitCode;
  readonly terminated: ExitCode;
}

/** The exit codes of `asky` by name, for programs that run it. */
export const EXIT_CODES: ExitCodes = Object.freeze({
  ok: 0,
  failure: 1,
  usage: 2,
  nothingFound: 3,
  invalid: 4,
  conflict: 5,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
});

/** What each of them means; `asky help exit-codes` prints it. */
export const EXIT_CODE_MEANINGS: Readonly<Record<keyof ExitCodes, string>> = Object.freeze({
  ok: "Done. Also when whoever read the output stopped reading.",
  failure: "It did not work: a model failed, a limit ended the turn, a file could not be written.",
  usage: "The command line is wrong; nothing was done.",
  nothingFound: "What was looked for is not there: no such session, no hit, no daemon that runs.",
  invalid: "A file was read and is not valid: configuration, policy, list of calls.",
  conflict:
    "Something is in the way: a file that is there, a name that means several, somebody else's session, a daemon that runs.",
  hungUp: "The terminal was closed (SIGHUP).",
  interrupted: "Interrupted (Ctrl-C, SIGINT).",
  terminated: "Terminated (SIGTERM).",
});
