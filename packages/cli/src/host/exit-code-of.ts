import type { TurnResult } from "@asky/engine";
import type { ExitCode } from "@asky/sdk";
import { EXIT_CODES } from "../exit-codes.ts";

/** What a process ends with after a turn. */
export function exitCodeOf({ stopReason }: Pick<TurnResult, "stopReason">): ExitCode {
  if (stopReason === "answered") return EXIT_CODES.ok;
  return stopReason === "interrupted" ? EXIT_CODES.interrupted : EXIT_CODES.failure;
}
