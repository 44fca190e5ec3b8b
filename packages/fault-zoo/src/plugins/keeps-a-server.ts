import { createServer } from "node:net";
import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "spider",
  activate: () =>
    new Promise<void>((resolve, reject) => {
      // Nothing closes it.
      createServer().once("error", reject).listen(0, "127.0.0.1", resolve);
    }),
});
export default plugin;
