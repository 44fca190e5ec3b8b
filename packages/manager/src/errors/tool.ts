import { PluginError } from "@asky/sdk";
import { quote } from "../text/visible-text.ts";

/** `fault` completes "…, since ". */
export function toolInvalid(plugin: string, name: string, fault: string): PluginError {
  return new PluginError("TOOL_INVALID", {
    plugin,
    message: `"${plugin}" registered the tool ${quote(name)}, which is refused, since ${fault}.`,
    hint: "Pass { name, schema: { name, description, parameters }, executor }: the same name twice, and parameters as a JSON Schema of type object or a Standard Schema that gives one.",
  });
}

export function toolNameClash(plugin: string, name: string, holder: string): PluginError {
  return new PluginError("TOOL_NAME_CLASH", {
    plugin,
    message: `"${plugin}" registered the tool ${quote(name)}, and that name belongs to "${holder}".`,
    hint:
      plugin === holder
        ? "Register each tool once in a turn."
        : `In plugins.toml, give it another name under tools.rename of [plugin.${plugin}].`,
  });
}

export function toolTooLate(plugin: string, name: string): PluginError {
  return new PluginError("PLUGIN_FENCED", {
    plugin,
    message: `"${plugin}" registered the tool ${quote(name)} after tool_registry_build was over.`,
    hint: "Register tools inside the callback, and await what it needs there.",
  });
}
