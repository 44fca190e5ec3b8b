import type { JsonObject, PluginError } from "@asky/sdk";
import { replacementInvalid } from "../errors.ts";
import type { Report } from "../problem.ts";
import type { CallScope } from "./call-scope.ts";
import type { PreHookWishes } from "./pre-hooks.ts";
import { validateArguments } from "./validate-arguments.ts";

/** The arguments in force, or the replacement that made them invalid. */
export interface SettledArguments {
  /** The last ones that are valid. */
  readonly args: JsonObject;
  readonly error?: PluginError;
}

/**
 * Validates what plugins put in place of the arguments. The last replacement is in force; when it is invalid, the plugin
 * that made the arguments so is named, which may be an earlier one that others only added to.
 */
export async function settleArguments(
  { tool }: CallScope,
  args: JsonObject,
  replacements: PreHookWishes["replacements"],
  report: Report,
): Promise<SettledArguments> {
  let settled: SettledArguments = { args };
  for (const { plugin, args: replaced } of replacements) {
    const check = await validateArguments(tool, replaced, report);
    if ("args" in check) settled = { args: check.args };
    else if (!settled.error)
      settled = { ...settled, error: replacementInvalid(plugin, tool.name, check.issues) };
  }
  if (settled.error) report(settled.error, "warning");
  return settled;
}
