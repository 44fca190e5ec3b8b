// @ts-check
import { defineAskyPlugin, SYSTEM_PROMPT_EXTEND } from "@asky/sdk";

export default defineAskyPlugin({
  name: "hello",
  version: "1.0.0",
  activate({ hooks }) {
    hooks.register(SYSTEM_PROMPT_EXTEND, (prompt) => `${prompt}\nGreet the user first.`);
  },
});
