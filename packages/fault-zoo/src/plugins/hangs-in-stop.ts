import { defineTetherPlugin, type TetherPlugin } from "@asky/sdk";

const plugin: TetherPlugin = defineTetherPlugin({
  meta: { name: "limpet", version: "1.0.0" },
  initialize() {},
  stop: () => new Promise(() => {}),
});
export default plugin;
