import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "cricket",
  activate() {
    // Nothing clears it.
    setInterval(() => {}, 1000);
  },
});
export default plugin;
