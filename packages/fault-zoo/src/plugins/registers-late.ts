import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "koala",
  activate({ hooks }) {
    hooks.register("session_start", function wake() {
      hooks.register("session_end", () => {});
    });
  },
});
export default plugin;
