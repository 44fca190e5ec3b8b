// @ts-check
import { realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../checkout.mjs";
import { DemoFault } from "./fault.mjs";

/**
 * @typedef {object} DemoOptions
 * @property {string} folder what is asked about, and the sandbox; a real path
 * @property {string | undefined} question the one to ask instead of the story's own
 * @property {boolean} isCheckout whether the folder is this checkout
 * @property {string} report where the report page goes, absolute
 */

export const usage = `npm run demo                                     the story over this checkout
npm run demo -- --path DIR --ask TEXT            the same, over another folder and with a question of yours
npm run demo -- --report FILE                    writes the report page there instead of to demo-report.html`;

/**
 * @param {readonly string[]} args
 * @param {string} from where relative paths start
 * @returns {DemoOptions | "help"}
 */
export function readOptions(args, from) {
  const { path, ask, report, help } = parse(args);
  if (help) return "help";
  if (ask !== undefined && ask.trim() === "")
    throw misuse("--ask has no text.", 'Write the question in quotes: --ask "Where is the version set?"');
  const folder = path === undefined ? root : existingFolder(resolve(from, path));
  const checkout = realpathSync(root);
  return {
    folder: realpathSync(folder),
    question: ask?.trim(),
    isCheckout: realpathSync(folder) === checkout,
    report: reportFile(report === undefined ? join(checkout, "demo-report.html") : resolve(from, report)),
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        path: { type: "string" },
        ask: { type: "string" },
        report: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    throw misuse(firstSentence(error), `The options are:\n${usage}`);
  }
}

/** @param {unknown} error Node adds advice for programs that take positional arguments; this one takes none. */
function firstSentence(error) {
  const [sentence = ""] = String(/** @type {Error} */ (error).message).split(
    /(?<=['"])\.? (?=To )|\. To |\n/,
  );
  return `${sentence.replace(/\.$/, "")}.`;
}

/** @param {string} folder */
function existingFolder(folder) {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined)
    throw misuse(
      `--path: there is no folder "${folder}".`,
      "Name a folder that exists; a relative one starts where you are.",
    );
  if (!found.isDirectory())
    throw misuse(
      `--path: "${folder}" is not a folder.`,
      `Name the folder it is in: --path "${dirname(folder)}"`,
    );
  return folder;
}

/** @param {string} file */
function reportFile(file) {
  const folder = dirname(file);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw misuse(
      `--report: there is no folder "${folder}" to write to.`,
      "Create it first, or name a file in a folder that exists.",
    );
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw misuse(
      `--report: "${file}" is a folder.`,
      `Name a file in it: --report "${join(file, "demo-report.html")}"`,
    );
  }
  return file;
}

/** @param {string} message @param {string} hint */
function misuse(message, hint) {
  return new DemoFault(message, hint, { exitCode: 2 });
}
