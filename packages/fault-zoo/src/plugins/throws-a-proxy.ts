import { defineTetherPlugin, type TetherPlugin } from "@asky/sdk";

const refuse = (): never => {
  throw new Error("Nobody touches this.");
};

const plugin: TetherPlugin = defineTetherPlugin({
  meta: { name: "octopus", version: "1.0.0" },
  initialize({ eventBus }) {
    eventBus.subscribe("message.in", () => {
      throw new Proxy(new Error(), { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse });
    });
  },
});
export default plugin;
