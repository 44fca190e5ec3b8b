import { buildPackage } from "../../tsup.preset.ts";

export default buildPackage({ entry: ["src/index.ts", "src/asky.ts"] });
