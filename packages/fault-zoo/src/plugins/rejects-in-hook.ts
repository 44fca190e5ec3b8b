import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "squirrel",
  activate({ hooks }) {
    hooks.register("session_start", async function greet() {
      await Promise.resolve();
      throw new Error("The squirrel has found no nut.");
    });
  },
});
export default plugin;
