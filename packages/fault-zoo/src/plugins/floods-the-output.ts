import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const LINE = `${"quack ".repeat(170)}\n`;

const plugin: AskyPlugin = defineAskyPlugin({
  name: "duck",
  activate({ hooks }) {
    hooks.register("session_start", function chatter() {
      // About four megabytes.
      for (let line = 0; line < 4096; line++) process.stdout.write(LINE);
    });
  },
});
export default plugin;
