// @ts-check
import { DemoFault } from "./fault.mjs";

const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|was ended after/;
const notFound = /\bE404\b|ETARGET|no such package/i;
const noSpace = /ENOSPC/;

/**
 * What to do when npm or pnpm failed, as far as their output tells.
 *
 * @param {string} message
 * @param {string} output what was printed
 */
export function npmFault(message, output) {
  return new DemoFault(message, hintFor(output), { output });
}

/** @param {string} output */
function hintFor(output) {
  if (noSpace.test(output))
    return "The disk is full; the demonstration needs about 100 MB in the temporary folder.";
  if (noNetwork.test(output))
    return "npm's registry cannot be reached. Try npm ping, and see npm config get registry.";
  if (notFound.test(output)) {
    return "npm's registry does not have a package, or cannot be reached: try npm ping, and see npm config get registry.";
  }
  return "The output above says why.";
}
