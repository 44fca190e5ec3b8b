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

/** @param nearest - the right value that the wrong one is a slip of, if there is one. */
export function configValueInvalid(file: string, key: string, expected: string, nearest?: string): Problem {
  const guess = nearest === undefined ? "" : `Did you mean "${nearest}"? `;
  return {
    severity: "error",
    code: "CONFIG_INVALID",
    phase: "config",
    message: `${file}: "${key}" is something else than ${expected}; its default holds.`,
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
