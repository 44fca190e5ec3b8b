import type { JsonObject } from "@asky/sdk";
import { validatorFailed } from "../errors.ts";
import type { Report } from "../problem.ts";
import type { ArgumentsCheck } from "../registry/compile-parameters.ts";
import type { RegisteredTool } from "../registry/tool-registry.ts";
import { copyArguments } from "./parse-arguments.ts";

/** Checks arguments against a tool's schema. A schema that fails at that refuses them, and its owner is reported. */
export async function validateArguments(
  { name, origin, parameters }: RegisteredTool,
  args: JsonObject,
  report: Report,
): Promise<ArgumentsCheck> {
  try {
    const check = await parameters.check(args);
    return "args" in check ? { args: copyArguments(check.args) } : check;
  } catch (cause) {
    const error = validatorFailed(origin, name, cause);
    report(error, "warning");
    return { issues: [error.message] };
  }
}
