import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "stork",
  activate({ dataDir }) {
    process.chdir(dataDir);
  },
});
export default plugin;
