import type { TurnResult } from "@asky/engine";
import type { ExitCode } from "@asky/sdk";
import { exitCodeOfError } from "../errors/to-fault.ts";
import { EXIT_CODES } from "../exit-codes.ts";

/** What a process ends with after a turn. */
export function exitCodeOf({
  stopReason,
  errorCode,
}: Pick<TurnResult, "stopReason" | "errorCode">): ExitCode {
  if (stopReason === "answered") return EXIT_CODES.ok;
  return stopReason === "interrupted" ? EXIT_CODES.interrupted : exitCodeOfError(errorCode);
}
