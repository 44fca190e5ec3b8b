import { type PluginHooks, TOOL_REGISTRY_BUILD, type ToolRegistration } from "@asky/sdk";

/** Offers tools in every turn, except those that the turn does without. */
export function registerTools(
  hooks: PluginHooks,
  tools: readonly ToolRegistration[],
  priority: number,
): void {
  hooks.register(
    TOOL_REGISTRY_BUILD,
    function registerPersonaTools({ registry, disabledTools }) {
      for (const tool of tools) {
        if (!disabledTools.includes(tool.name)) registry.register(tool);
      }
    },
    priority,
  );
}
