import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "donkey",
  activate() {},
  async deactivate() {
    await Promise.resolve();
    throw new Error("The donkey does not leave.");
  },
});
export default plugin;
