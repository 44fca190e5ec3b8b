import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

await new Promise(() => {});

const plugin: AskyPlugin = defineAskyPlugin({ name: "sloth", activate() {} });
export default plugin;
