import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "platypus",
  activate({ hooks }) {
    hooks.register("pre_llm_call", function shorten(payload) {
      payload.messages = "a duck" as never;
    });
  },
});
export default plugin;
