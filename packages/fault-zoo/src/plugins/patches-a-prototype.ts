import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "mole",
  activate() {
    const original = Array.prototype.at;
    // Everything that calls it from now on, in the whole process, passes through here.
    Array.prototype.at = function at(this: unknown[], index: number) {
      return original.call(this, index);
    };
    Object.defineProperty(Object.prototype, "burrow", { value: true, configurable: true });
  },
});
export default plugin;
