import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "panda",
  activate({ hooks }) {
    hooks.register("pre_llm_call", function shorten(payload) {
      // The payload's signal aborts when the deadline is over: the change and the rejection are late by then.
      return new Promise((_resolve, reject) => {
        payload.signal.addEventListener("abort", () => {
          payload.messages = [];
          reject(new Error("The panda is late."));
        });
      });
    });
  },
});
export default plugin;
