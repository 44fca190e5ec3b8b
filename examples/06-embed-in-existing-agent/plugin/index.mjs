// @ts-check
import { AskyPlugin, SYSTEM_PROMPT_EXTEND, TOOL_ALLOWED, TOOL_DENIED, TOOL_REGISTRY_BUILD } from "@asky/sdk";

const parameters = { type: "object", properties: { text: { type: "string" } }, required: ["text"] };

/** Extends the prompt, brings two tools, and watches what the gate decides. */
export class WeatherPlugin extends AskyPlugin {
  /** @override */
  name = "weather";
  /** @override */
  version = "1.0.0";
  /** @type {string[]} */
  seen = [];

  /**
   * @override
   * @param {import("@asky/sdk").AskyPluginContext} context
   */
  activate({ hooks, eventBus }) {
    hooks.register(SYSTEM_PROMPT_EXTEND, (prompt) => `${prompt} Be polite.`);
    hooks.register(TOOL_REGISTRY_BUILD, ({ registry }) => {
      registry.register({
        name: "forecast",
        schema: { name: "forecast", description: "Says how the weather will be.", parameters },
        executor: () => "Tomorrow is sunny.",
      });
      registry.register({
        name: "seed_clouds",
        schema: { name: "seed_clouds", description: "Makes rain.", parameters },
        executor: () => "It rains.",
      });
    });
    for (const name of /** @type {const} */ ([TOOL_ALLOWED, TOOL_DENIED])) {
      eventBus.subscribe(name, ({ data }) => this.seen.push(`${name} ${data.toolName}`));
    }
  }
}
