import { buildPackage } from "../../tsup.preset.ts";

export default buildPackage({
  entry: ["src/index.ts"],
  bundle: ["zod"],
  assets: ["tree-sitter-bash/tree-sitter-bash.wasm"],
});
