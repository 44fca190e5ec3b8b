import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

const plugin: AskyPlugin = defineAskyPlugin({ name: "egret", dependencies: ["heron"], activate() {} });
export default plugin;
