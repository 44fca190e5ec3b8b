// @ts-check
import { defineAskyPlugin, SYSTEM_PROMPT_EXTEND } from "@asky/sdk";

export default defineAskyPlugin({
  name: "forecast",
  version: "1.0.0",
  dependencies: ["weather_station"],
  activate({ hooks }) {
    hooks.register(SYSTEM_PROMPT_EXTEND, (prompt) => `${prompt}\nTomorrow will be sunny.`);
  },
});
