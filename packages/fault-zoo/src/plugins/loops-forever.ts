import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "hamster",
  activate({ hooks }) {
    hooks.register("session_start", function run() {
      for (;;);
    });
  },
});
export default plugin;
