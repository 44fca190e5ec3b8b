import { buildPackage } from "../../tsup.preset.ts";

export default buildPackage({
  entry: {
    index: "src/index.ts",
    "commands/index": "src/commands/index.ts",
    "testing/index": "src/testing/index.ts",
    "owners/watchdog-worker": "src/owners/watchdog-worker.ts",
  },
  bundle: ["zod"],
});
