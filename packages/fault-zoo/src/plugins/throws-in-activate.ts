import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "otter",
  activate() {
    throw new Error("The otter cannot be activated.", { cause: new Error("The river is dry.") });
  },
});
export default plugin;
