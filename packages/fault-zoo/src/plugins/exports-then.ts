import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({ name: "ferret", activate() {} });
export default plugin;

/** Makes a promise of the module's namespace, one that never settles. */
export function then(): void {}
