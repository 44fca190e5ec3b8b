import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "bat",
  activate({ hooks }) {
    hooks.register("session_start", function setOut() {
      setTimeout(() => {
        throw new Error("The bat flies at night.");
      }, 1);
    });
  },
});
export default plugin;
