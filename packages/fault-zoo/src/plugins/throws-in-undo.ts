import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "crab",
  activate({ defer }) {
    defer(() => {
      throw new Error("The crab goes sideways.");
    });
  },
});
export default plugin;
