// @ts-check
import { defineAskyPlugin, SYSTEM_PROMPT_EXTEND } from "@asky/sdk";

export default defineAskyPlugin({
  name: "weather_station",
  version: "1.0.0",
  activate({ hooks }) {
    hooks.register(SYSTEM_PROMPT_EXTEND, (prompt) => `${prompt}\nThe weather station is up.`);
    throw new Error("No weather station answers on the serial port.");
  },
});
