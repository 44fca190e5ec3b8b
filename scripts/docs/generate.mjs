// @ts-check
// Makes the pages of docs that the code already says: docs/errors.md and docs/hook-points.md.
//   npm run docs               writes them
//   npm run docs -- --check    says whether they are current, and writes nothing
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../checkout.mjs";
import { readErrorCodes } from "./error-codes.mjs";
import { errorsPage } from "./errors-page.mjs";
import { readHookPoints } from "./hook-points.mjs";
import { hookPointsPage } from "./hook-points-page.mjs";
import { readSources } from "./source-program.mjs";

const { values } = parseArgs({ options: { check: { type: "boolean" } } });
const sources = readSources();
const errors = await readErrorCodes(sources);
const hooks = readHookPoints(sources);
const pages = { "docs/errors.md": errorsPage(errors.codes), "docs/hook-points.md": hookPointsPage(hooks) };

const faults = [...errors.faults, ...hooks.faults];
for (const [name, page] of Object.entries(pages)) {
  const file = join(root, name);
  if (!values.check) await writeFile(file, page);
  else if ((await readText(file)) !== page)
    faults.push(`${name} is not current: run "npm run docs" and commit it.`);
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`${Object.keys(pages).join(" and ")} ${values.check ? "are current" : "are written"}.`);

/** @param {string} file */
async function readText(file) {
  // A checkout on Windows may have other line ends.
  return (await readFile(file, "utf8").catch(() => "")).replaceAll("\r\n", "\n");
}
