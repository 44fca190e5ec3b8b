import { buildPackage } from "../../tsup.preset.ts";

export default buildPackage({
  entry: { index: "src/index.ts", "tools/html-worker": "src/tools/web/html-worker.ts" },
  bundle: ["zod"],
});
