import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "hummingbird",
  activate({ hooks }) {
    hooks.register("session_start", async function hover() {
      for (;;) await null;
    });
  },
});
export default plugin;
