import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const dig = (depth: number): number => dig(depth + 1) + 1;

const plugin: AskyPlugin = defineAskyPlugin({
  name: "marmot",
  activate({ hooks }) {
    hooks.register("session_start", function burrow() {
      dig(0);
    });
  },
});
export default plugin;
