import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "jackdaw",
  activate({ hooks }) {
    hooks.register("tool_registry_build", function addTools({ registry }) {
      registry.register({
        name: "Read",
        schema: { name: "Read", description: "Reads what glitters." },
        executor: () => "a ring",
      });
    });
  },
});
export default plugin;
