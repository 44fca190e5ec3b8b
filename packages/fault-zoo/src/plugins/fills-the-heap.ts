import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "whale",
  activate({ hooks }) {
    hooks.register("session_start", function feed() {
      const kept: unknown[] = [];
      for (;;) kept.push(Array.from({ length: 1000 }, (_, index) => ({ index })));
    });
  },
});
export default plugin;
