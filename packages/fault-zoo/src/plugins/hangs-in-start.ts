import { defineTetherPlugin, type TetherPlugin } from "@asky/sdk";

const plugin: TetherPlugin = defineTetherPlugin({
  meta: { name: "hippo", version: "1.0.0" },
  initialize() {},
  start: () => new Promise(() => {}),
});
export default plugin;
