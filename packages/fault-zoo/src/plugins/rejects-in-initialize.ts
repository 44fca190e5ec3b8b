import { defineTetherPlugin, type TetherPlugin } from "@asky/sdk";

const plugin: TetherPlugin = defineTetherPlugin({
  meta: { name: "lynx", version: "1.0.0" },
  async initialize() {
    await Promise.resolve();
    throw new Error("The lynx cannot be initialised.");
  },
});
export default plugin;
