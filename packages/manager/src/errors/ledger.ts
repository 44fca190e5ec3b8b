import type { Problem } from "@asky/sdk";
import { describeError } from "../problems/describe-error.ts";
import { quote } from "../text/visible-text.ts";

/** `path` is the directory, or the only file that cannot be written. */
export function ledgerUnavailable(path: string, error: unknown): Problem {
  const { message, causes } = describeError(error);
  return {
    severity: "warning",
    code: "LEDGER_UNAVAILABLE",
    phase: "serve",
    message: `The ledger cannot be written to ${quote(path)}; the turns go on, and what is missing will be counted.`,
    hint: `Make ${quote(path)} writable for this user and see that the disk has room; the ledger then goes on by itself.`,
    causes: [message, ...causes],
  };
}

/** Reading, not writing: a directory or a file of it. */
export function ledgerUnreadable(path: string, error: unknown): Problem {
  const { message, causes } = describeError(error);
  return {
    severity: "warning",
    code: "LEDGER_DAMAGED",
    phase: "serve",
    message: `${quote(path)} cannot be read; what the ledger holds there is missing from the answer.`,
    hint: `Make ${quote(path)} readable for this user, or move it away.`,
    causes: [message, ...causes],
  };
}

/** `lines` counts from 1, the first ones only. */
export function ledgerDamaged(file: string, lines: readonly number[], count: number): Problem {
  const where = `${lines.join(", ")}${count > lines.length ? ", …" : ""}`;
  return {
    severity: "warning",
    code: "LEDGER_DAMAGED",
    phase: "serve",
    message: `${quote(file)} holds what is no entry of a ledger (lines: ${count}, at ${where}); it was passed over.`,
    hint: "A process that was ended while it wrote leaves such a line; nothing else should write there.",
    place: { file, ...(lines[0] !== undefined && { line: lines[0] }) },
  };
}
