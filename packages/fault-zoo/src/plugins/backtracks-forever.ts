import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "ant",
  activate({ hooks }) {
    hooks.register("session_start", function search() {
      // Twice as long for each letter more: with fifty of them, longer than anybody waits.
      /^(a+)+$/.test(`${"a".repeat(50)}!`);
    });
  },
});
export default plugin;
