import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "tortoise",
  activate: () => new Promise(() => {}),
});
export default plugin;
