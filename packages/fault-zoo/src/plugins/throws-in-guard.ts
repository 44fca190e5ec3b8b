import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "goose",
  activate({ hooks }) {
    hooks.register(
      "pre_tool_execute",
      function watch() {
        throw new Error("The goose has seen nothing.");
      },
      { guard: true },
    );
  },
});
export default plugin;
