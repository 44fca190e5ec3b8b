// @ts-check
// The closed list of codes, with what each of them means and how it is reported.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { emitSources } from "./emit-sources.mjs";
import { findFactories } from "./error-factories.mjs";
import { runFactories } from "./run-factories.mjs";

/**
 * @typedef {object} ErrorCode
 * @property {string} code
 * @property {string} meaning
 * @property {readonly import("./run-factories.mjs").Wording[]} wordings
 */

/**
 * Reads the list in its order. What is not in step is said in `faults`: a code that nothing reports, or one that is
 * reported and not listed.
 *
 * @param {import("./source-program.mjs").Sources} sources
 * @returns {Promise<{ codes: readonly ErrorCode[], faults: readonly string[] }>}
 */
export async function readErrorCodes(sources) {
  const folder = await emitSources(sources);
  const list = pathToFileURL(join(folder, "packages", "sdk", "src", "errors", "codes.js"));
  /** @type {{ PLUGIN_ERROR_CODES: Record<string, string> }} */
  const { PLUGIN_ERROR_CODES: meanings } = await import(list.href);
  const wordings = await runFactories(sources.checker, folder, findFactories(sources));
  const codes = Object.entries(meanings).map(([code, meaning]) => ({
    ...{ code, meaning },
    wordings: wordings.filter((wording) => wording.code === code),
  }));
  const orphans = codes.filter((one) => one.wordings.length === 0);
  const strangers = wordings.filter(({ code }) => !Object.hasOwn(meanings, code));
  return {
    codes,
    faults: [
      ...orphans.map(({ code }) => `${code} is in the list of codes, and nothing reports it.`),
      ...strangers.map(
        ({ code, factory }) => `${factory.name}() in ${factory.file} reports ${code}, which is not listed.`,
      ),
    ],
  };
}
