// @ts-check
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { root } from "../checkout.mjs";
import { temporaryFolder } from "../temporary-folder.mjs";

/**
 * Writes the sources as JavaScript that can be imported, in folders as in the checkout, `@asky/sdk` among them: nothing
 * need have been built.
 *
 * @param {import("./source-program.mjs").Sources} sources @returns {Promise<string>} the folder that stands for the checkout
 */
export async function emitSources({ program, files }) {
  const folder = await temporaryFolder("docs");
  const sdk = join(folder, "node_modules", "@asky", "sdk");
  /** @type {Promise<void>[]} */
  const writes = [
    write(join(folder, "package.json"), JSON.stringify({ type: "module" })),
    write(join(sdk, "package.json"), JSON.stringify({ type: "module", exports: "./index.js" })),
    write(join(sdk, "index.js"), `export * from "../../../packages/sdk/src/index.js";\n`),
  ];
  const compilerOptions = { ...program.getCompilerOptions(), module: ts.ModuleKind.ESNext };
  for (const { fileName, text } of files) {
    const { outputText } = ts.transpileModule(text, { fileName, compilerOptions });
    writes.push(write(join(folder, relative(root, fileName).replace(/\.ts$/, ".js")), outputText));
  }
  await Promise.all(writes);
  return folder;
}

/** @param {string} file @param {string} text */
async function write(file, text) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
