import { buildPackage } from "../../tsup.preset.ts";

export default buildPackage({
  entry: { index: "src/index.ts", "asky-gate": "src/check/asky-gate.ts" },
  bundle: ["zod"],
  assets: ["tree-sitter-bash/tree-sitter-bash.wasm"],
});
