import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "puffer",
  activate({ hooks }) {
    hooks.register("session_start", function burst() {
      process.abort();
    });
  },
});
export default plugin;
