import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "mussel",
  activate({ defer }) {
    defer(() => new Promise(() => {}));
  },
});
export default plugin;
