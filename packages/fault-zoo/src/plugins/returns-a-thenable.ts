import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "parrot",
  activate({ hooks }) {
    hooks.register("session_start", function repeat() {
      return {
        // biome-ignore lint/suspicious/noThenProperty: that is the fault.
        then() {
          throw new Error("The parrot promises nothing.");
        },
      };
    });
  },
});
export default plugin;
