import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const SIXTEEN_MIB = 16 * 1024 * 1024;

const plugin: AskyPlugin = defineAskyPlugin({
  name: "elephant",
  activate({ hooks }) {
    hooks.register("session_start", function drink() {
      const kept: Buffer[] = [];
      for (;;) kept.push(Buffer.alloc(SIXTEEN_MIB, 1));
    });
  },
});
export default plugin;
