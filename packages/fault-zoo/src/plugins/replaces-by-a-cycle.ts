import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "newt",
  activate({ hooks }) {
    hooks.register("pre_tool_execute", function redirect(payload) {
      const args: Record<string, never> = {};
      Object.assign(args, { tail: args });
      payload.args = args;
    });
  },
});
export default plugin;
