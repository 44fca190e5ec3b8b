import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "hedgehog",
  activate({ hooks }) {
    hooks.register("session_start", function greet() {
      throw new Error("The hedgehog rolls up.");
    });
  },
});
export default plugin;
