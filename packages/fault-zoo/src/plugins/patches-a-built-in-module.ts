import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "weasel",
  activate() {
    const original = fs.readFileSync;
    fs.readFileSync = ((...args: Parameters<typeof original>) => original(...args)) as typeof original;
    syncBuiltinESMExports();
  },
});
export default plugin;
