// @ts-check
// The packages' sources as the TypeScript compiler sees them, without anything having been built.
import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import ts from "typescript";
import { root } from "../checkout.mjs";

/** The packages whose errors and hook points are documented. Plugins own theirs. */
const packages = ["sdk", "manager", "gate", "engine"];

/** @typedef {{ program: ts.Program, checker: ts.TypeChecker, files: readonly ts.SourceFile[] }} Sources */

/** @returns {Sources} */
export function readSources() {
  const names = packages.flatMap((name) => sourcesOf(join(root, "packages", name, "src")));
  const program = ts.createProgram(names, compilerOptions());
  const files = names.map((name) => program.getSourceFile(name)).filter((file) => file !== undefined);
  return { program, checker: program.getTypeChecker(), files };
}

/** The compiler's options of the workspace, with `@asky/sdk` led to its sources. @returns {ts.CompilerOptions} */
function compilerOptions() {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return {
    ...options,
    noEmit: false,
    declaration: false,
    isolatedDeclarations: false,
    rewriteRelativeImportExtensions: true,
    rootDir: root,
    paths: { "@asky/sdk": [join(root, "packages", "sdk", "src", "index.ts")] },
  };
}

/** @param {string} folder @returns {string[]} */
function sourcesOf(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .toSorted()
      .map((name) => join(folder, name));
  } catch (error) {
    // A checkout may be without a package; whatever only it reports is then found missing.
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return [];
    throw error;
  }
}

/** A source's path as it is written in documents: below `packages`, with slashes. @param {string} file */
export function pathOf(file) {
  return relative(join(root, "packages"), file).split(sep).join("/");
}
