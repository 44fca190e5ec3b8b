import type { ToolExecutor, ToolResult } from "@asky/sdk";
import { resultInvalid, toolFailed } from "../errors.ts";
import type { Report } from "../problem.ts";
import { errorResult, normalizeResult } from "./normalize-result.ts";
import type { Execution } from "./read-execution.ts";

/** Whose executor it is. */
interface ToolOwner {
  readonly name: string;
  readonly origin: string;
}

/** Calls an executor. Whatever it throws or returns, the outcome is a result; a fault is reported under its owner. */
export async function runExecutor(
  { name, origin }: ToolOwner,
  executor: ToolExecutor,
  { args, context }: Execution,
  report: Report,
): Promise<ToolResult> {
  let output: unknown;
  try {
    output = await executor(args, context);
  } catch (cause) {
    const error = toolFailed(origin, name, cause);
    report(error, "warning");
    return errorResult(error);
  }
  try {
    return normalizeResult(output);
  } catch (cause) {
    const error = resultInvalid(origin, name, cause);
    report(error, "warning");
    return errorResult(error);
  }
}
