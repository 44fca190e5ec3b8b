import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "lemming",
  activate({ hooks }) {
    hooks.register("session_start", function leave() {
      process.exit(0);
    });
  },
});
export default plugin;
