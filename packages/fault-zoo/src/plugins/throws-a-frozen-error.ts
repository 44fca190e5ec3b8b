import { defineTetherPlugin, type TetherPlugin } from "@asky/sdk";

const plugin: TetherPlugin = defineTetherPlugin({
  meta: { name: "penguin", version: "1.0.0" },
  initialize() {},
  start() {
    throw Object.freeze(new Error("The penguin cannot be started."));
  },
});
export default plugin;
