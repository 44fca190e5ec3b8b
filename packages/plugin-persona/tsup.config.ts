import { buildPackage } from "../../tsup.preset.ts";
import manifest from "./package.json" with { type: "json" };

export default Object.assign(
  buildPackage({
    entry: { creator: "src/creator/index.ts", manager: "src/manager/index.ts", contract: "src/contract.ts" },
    bundle: ["zod"],
  }),
  { define: { PACKAGE_VERSION: JSON.stringify(manifest.version) } },
);
