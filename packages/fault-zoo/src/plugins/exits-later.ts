import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "swallow",
  activate({ hooks }) {
    hooks.register("session_start", function setOut() {
      setTimeout(() => process.exit(0), 1);
    });
  },
});
export default plugin;
