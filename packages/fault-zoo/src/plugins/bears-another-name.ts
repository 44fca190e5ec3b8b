import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

// The roster is to call it "cuckoo".
const plugin: AskyPlugin = defineAskyPlugin({ name: "warbler", activate() {} });
export default plugin;
