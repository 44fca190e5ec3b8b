import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "raccoon",
  activate() {
    process.env.ASKY_FAULT_ZOO = "raccoon";
    delete process.env.HOME;
  },
});
export default plugin;
