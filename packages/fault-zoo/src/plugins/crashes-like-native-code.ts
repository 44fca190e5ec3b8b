import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "ram",
  activate({ hooks }) {
    hooks.register("session_start", function charge() {
      // What an add-on that reads a wild pointer ends in, without an add-on.
      process.kill(process.pid, "SIGSEGV");
    });
  },
});
export default plugin;
