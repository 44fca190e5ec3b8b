import { EventEmitter } from "node:events";
import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "wolf",
  activate({ hooks }) {
    const emitter = new EventEmitter();
    hooks.register("session_start", function howl() {
      setImmediate(() => emitter.emit("error", new Error("Nobody listens to the wolf.")));
    });
  },
});
export default plugin;
