import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "woodpecker",
  activate({ hooks }) {
    hooks.register("session_start", function knock() {
      throw new Error("The woodpecker knocks again.");
    });
  },
});
export default plugin;
