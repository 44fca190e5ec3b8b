import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const refuse = (): never => {
  throw new Error("Nobody touches this.");
};

const plugin: AskyPlugin = defineAskyPlugin({
  name: "eel",
  activate({ hooks }) {
    hooks.register("session_start", function slip() {
      return new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse });
    });
  },
});
export default plugin;
