import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "dormouse",
  activate({ hooks }) {
    hooks.register("session_start", function greet() {
      return new Promise(() => {});
    });
  },
});
export default plugin;
