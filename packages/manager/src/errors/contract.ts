import { PluginError } from "@asky/sdk";

/** @param report - the broken rules in words, with what to do about each. */
export function contractBroken(report: string): PluginError {
  return new PluginError("CONTRACT_BROKEN", {
    message: report,
    hint: "Do what the report says under each broken rule, and run the suite again.",
  });
}
