// @ts-check
// Calls every factory with the names of its parameters, so that documents show the sentences that users will read.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sampleArguments } from "./sample-arguments.mjs";

/**
 * One way in which a code is reported.
 *
 * @typedef {object} Wording
 * @property {string} code
 * @property {string} message
 * @property {readonly string[]} hints
 * @property {readonly string[]} severities none for an error that is thrown or handed back
 * @property {readonly string[]} phases
 * @property {import("./error-factories.mjs").Factory} factory
 */

/**
 * @param {import("typescript").TypeChecker} checker
 * @param {string} folder the emitted sources
 * @param {readonly import("./error-factories.mjs").Factory[]} factories
 * @returns {Promise<readonly Wording[]>}
 */
export async function runFactories(checker, folder, factories) {
  /** @type {Wording[]} */
  const wordings = [];
  for (const factory of factories) {
    const file = join(folder, "packages", factory.file.replace(/\.ts$/, ".js"));
    const { [factory.name]: make } = await import(pathToFileURL(file).href);
    const { calls, name } = sampleArguments(checker, factory.signature, factory.source);
    const made = calls.map((call) => {
      const { code, message, hint, severity, phase } = make(...call);
      return { code, message: name(message), hint: name(hint), severity, phase, call };
    });
    wordings.push(...group(nameChoices(factory, made), factory));
  }
  return wordings;
}

/** @typedef {{ code: string, message: string, hint: string, severity?: string, phase?: string, call: unknown[] }} Made */

/**
 * Where only a word of a closed list differs, its name says more than every word in turn.
 *
 * @param {import("./error-factories.mjs").Factory} factory @param {readonly Made[]} made @returns {readonly Made[]}
 */
function nameChoices(factory, made) {
  let result = [...made];
  for (const [index, { name }] of factory.signature.parameters.entries()) {
    const words = new Set(result.map(({ call }) => call[index]).filter((word) => typeof word === "string"));
    if (words.size < 2) continue;
    const named = result.map((one) => {
      const word = new RegExp(`\\b${String(one.call[index])}\\b`, "g");
      return {
        ...one,
        message: one.message.replace(word, `‹${name}›`),
        hint: one.hint.replace(word, `‹${name}›`),
      };
    });
    result = result.map((one, at) => {
      const isCommon = named.filter((other) => other.message === named[at]?.message).length > 1;
      return isCommon ? /** @type {Made} */ (named[at]) : one;
    });
  }
  return result;
}

/** @param {readonly Made[]} made @param {import("./error-factories.mjs").Factory} factory @returns {readonly Wording[]} */
function group(made, factory) {
  /** @type {Map<string, Wording>} */
  const groups = new Map();
  for (const { code, message, hint, severity, phase } of made) {
    const key = `${code} ${message}`;
    const known = groups.get(key) ?? { code, message, hints: [], severities: [], phases: [], factory };
    groups.set(key, {
      ...known,
      hints: [...new Set([...known.hints, hint])],
      severities: [...new Set([...known.severities, ...(severity ? [severity] : [])])],
      phases: [...new Set([...known.phases, ...(phase ? [phase] : [])])],
    });
  }
  return [...groups.values()];
}
