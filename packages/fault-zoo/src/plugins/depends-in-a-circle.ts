import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({ name: "heron", dependencies: ["egret"], activate() {} });
export default plugin;
