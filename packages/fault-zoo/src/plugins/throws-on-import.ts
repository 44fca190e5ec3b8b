import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

if (Date.now() > 0) throw new Error("The toad cannot be imported.");

const plugin: AskyPlugin = defineAskyPlugin({ name: "toad", activate() {} });
export default plugin;
