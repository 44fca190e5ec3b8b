// @ts-check
import { AskyPlugin, TOOL_REGISTRY_BUILD } from "@asky/sdk";

/** The tool of the specification, on the registry of each turn. */
export class MyPlugin extends AskyPlugin {
  /** @override */
  name = "my_plugin";
  /** @override */
  version = "1.0.0";

  /**
   * @override
   * @param {import("@asky/sdk").AskyPluginContext} context
   */
  activate({ hooks }) {
    hooks.register(TOOL_REGISTRY_BUILD, ({ registry }) => {
      registry.register({
        name: "my_tool",
        schema: {
          name: "my_tool",
          description: "Does something useful.",
          parameters: {
            type: "object",
            properties: { query: { type: "string", description: "The query." } },
            required: ["query"],
          },
          system_prompt_guideline: "Use my_tool when the user asks about X.",
        },
        executor: ({ query }) => ({ result: `Processed: ${query}` }),
      });
    });
  }
}
