import { defineTetherPlugin, type TetherPlugin } from "@asky/sdk";

const plugin: TetherPlugin = defineTetherPlugin({
  meta: { name: "mule", version: "1.0.0" },
  initialize() {},
  stop() {
    throw new Error("The mule does not stop.");
  },
});
export default plugin;
