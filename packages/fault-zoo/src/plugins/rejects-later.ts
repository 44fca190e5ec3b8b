import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "moth",
  activate({ hooks }) {
    hooks.register("session_start", function setOut() {
      // Nobody awaits it.
      void Promise.reject(new Error("The moth has met a flame."));
    });
  },
});
export default plugin;
