import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type AskyPlugin, defineAskyPlugin } from "@asky/sdk";

/** It outlives the plugin; and ends by itself after a minute, in case that nobody ends it. */
const CHILD = "setTimeout(() => {}, 60_000);";

const plugin: AskyPlugin = defineAskyPlugin({
  name: "kangaroo",
  async activate({ dataDir }) {
    const child = spawn(process.execPath, ["-e", CHILD], { detached: true, stdio: "ignore" });
    await writeFile(join(dataDir, "child.pid"), String(child.pid));
  },
});
export default plugin;
