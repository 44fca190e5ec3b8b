import type { Problem } from "@asky/sdk";
import type { InvocationRecord } from "../../hooks/invocation-record.ts";
import { describeError } from "../../problems/describe-error.ts";

/** A problem in one line. */
export function tellProblem({ code, message, causes = [] }: Problem): string {
  return [`${code}: ${message}`, ...causes].join(" ← ");
}

/** Problems in one line, or that there are none. */
export function listProblems(problems: readonly Problem[]): string {
  return problems.length === 0 ? "Nothing was reported." : problems.map(tellProblem).join(" ");
}

/** A call of a callback that failed, in one line. */
export function tellCall({ point, callback, outcome, error }: InvocationRecord, sample: string): string {
  const what = `The callback "${callback}" on "${point}", with ${sample} values,`;
  return outcome === "timed_out"
    ? `${what} did not finish.`
    : `${what} failed: ${describeError(error).message}`;
}

/** Whether an error comes from writing to something frozen, in the words of the engine. */
export function isFrozenWrite(error: unknown): boolean {
  return /read only property|not extensible|Cannot (?:delete|redefine) property|has only a getter/.test(
    describeError(error).message,
  );
}
