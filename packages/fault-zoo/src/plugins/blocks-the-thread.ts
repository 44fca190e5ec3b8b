import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

/** Longer than any callback needs, and over before anybody gives up. */
const BLOCKED_MS = 1500;

const plugin: AskyPlugin = defineAskyPlugin({
  name: "walrus",
  activate({ hooks }) {
    hooks.register("session_start", function ponder() {
      const end = performance.now() + BLOCKED_MS;
      while (performance.now() < end);
    });
  },
});
export default plugin;
