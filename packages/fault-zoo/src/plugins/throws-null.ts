import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "owl",
  activate() {
    throw null;
  },
});
export default plugin;
