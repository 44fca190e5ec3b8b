import type { Problem } from "@asky/sdk";
import { describeError } from "./describe-error.ts";

export function configUnreadable(file: string, error: unknown): Problem {
  return {
    severity: "error",
    code: "CONFIG_UNREADABLE",
    phase: "config",
    message: `The host's configuration "${file}" cannot be read; the defaults hold.`,
    hint: "Make it a regular file of at most 1 MiB of UTF-8 that you can read, or remove it.",
    place: { file },
    causes: describeError(error),
  };
}

export function configSyntax(file: string, line: number, column: number, error: unknown): Problem {
  return {
    severity: "error",
    code: "CONFIG_SYNTAX",
    phase: "config",
    message: `The host's configuration "${file}" is not valid TOML at line ${line}; the defaults hold.`,
    hint: `Correct line ${line} of "${file}".`,
    place: { file, line, column },
    causes: describeError(error),
  };
}

/** What a value should have been. */
export interface ExpectedValue {
  /** Completes "something else than …". */
  readonly expected: string;
  /** The right value that the wrong one is a slip of. */
  readonly nearest?: string | undefined;
  /** What holds in its place; left out when that is the default. */
  readonly instead?: string | undefined;
}

export function configValueInvalid(
  file: string,
  key: string,
  { expected, nearest, instead }: ExpectedValue,
): Problem {
  const guess = nearest === undefined ? "" : `Did you mean "${nearest}"? `;
  const holds = instead === undefined ? "its default" : JSON.stringify(instead);
  return {
    severity: "error",
    code: "CONFIG_INVALID",
    phase: "config",
    message: `${file}: "${key}" is something else than ${expected}; ${holds} holds.`,
    hint: `${guess}Set "${key}" to ${expected}, or remove it.`,
    place: { file, key },
  };
}

/** Never quotes the value. */
export function configSecretRefused(file: string, key: string): Problem {
  return {
    severity: "error",
    code: "CONFIG_INVALID",
    phase: "config",
    message: `${file}: "${key}" would hold a secret in a file; it is not read.`,
    hint: `Remove "${key}", set the key as an environment variable, and name that variable as "model.api_key_env" unless it is OPENAI_API_KEY. A key that stood in a file is best replaced.`,
    place: { file, key },
  };
}

export function configKeyUnknown(file: string, key: string, known: readonly string[]): Problem {
  return {
    severity: "warning",
    code: "CONFIG_INVALID",
    phase: "config",
    message: `${file}: this host reads no "${key}"; plugins see it in their configuration.`,
    hint: `Remove "${key}" unless a plugin asks for it; the host knows ${known.join(", ")}.`,
    place: { file, key },
  };
}

/** @param fault - why bubblewrap does not work; `undefined` when it is not there. */
export function runnerUnusable(fault: string | undefined): Problem {
  return {
    severity: "error",
    code: "BUBBLEWRAP_UNAVAILABLE",
    phase: "config",
    message: `Commands are to run in bubblewrap, which ${fault === undefined ? "is not installed" : "does not work here"}; Bash refuses every command.`,
    hint: 'Install bubblewrap and allow user namespaces, or set runner = "none" in [sandbox] of config.toml to run commands unconfined.',
    ...(fault !== undefined && { causes: [fault] }),
  };
}
