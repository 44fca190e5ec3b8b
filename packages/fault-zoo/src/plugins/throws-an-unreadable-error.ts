import { type AskyPlugin, defineAskyPlugin, PluginError } from "@asky/sdk";

/** An error that fails whoever reads it. */
function unreadable(): PluginError {
  const refuse = (): never => {
    throw new Error("Nobody reads this.");
  };
  const error = new PluginError("CHAMELEON_UNSEEN", { message: "", hint: "" });
  // The stack first: making it would read the others.
  for (const key of ["stack", "code", "message", "name", "cause", "hint", "plugin"]) {
    Object.defineProperty(error, key, { get: refuse });
  }
  return error;
}

const plugin: AskyPlugin = defineAskyPlugin({
  name: "chameleon",
  activate({ hooks }) {
    hooks.register("session_start", function greet() {
      throw unreadable();
    });
  },
});
export default plugin;
