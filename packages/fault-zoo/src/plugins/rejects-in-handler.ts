import { defineTetherPlugin, type TetherPlugin } from "@asky/sdk";

const plugin: TetherPlugin = defineTetherPlugin({
  meta: { name: "gull", version: "1.0.0" },
  initialize({ eventBus }) {
    eventBus.subscribe("message.in", async () => {
      await Promise.resolve();
      throw new Error("The gull has heard nothing.");
    });
  },
});
export default plugin;
