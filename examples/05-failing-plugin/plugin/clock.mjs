// @ts-check
import { defineAskyPlugin, SYSTEM_PROMPT_EXTEND } from "@asky/sdk";

export default defineAskyPlugin({
  name: "clock",
  version: "1.0.0",
  activate({ hooks }) {
    hooks.register(SYSTEM_PROMPT_EXTEND, (prompt) => `${prompt}\nIt is noon.`);
  },
});
