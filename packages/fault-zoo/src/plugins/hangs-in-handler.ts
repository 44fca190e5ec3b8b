import { defineTetherPlugin, type TetherPlugin } from "@asky/sdk";

const plugin: TetherPlugin = defineTetherPlugin({
  meta: { name: "bear", version: "1.0.0" },
  initialize({ eventBus }) {
    eventBus.subscribe("message.in", () => new Promise(() => {}));
  },
});
export default plugin;
