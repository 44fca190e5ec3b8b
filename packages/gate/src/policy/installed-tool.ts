import { statSync } from "node:fs";
import { posix } from "node:path";
import { quote } from "../quote.ts";
import type { ShellCommand } from "../shell/shell-script.ts";

/**
 * Whether `npx` would look for its tool in the network, as the rest of a sentence: unless it stands in
 * `node_modules/.bin` of the directory, or it is told not to. In a directory that is not there, nothing will run.
 *
 * @param directories - where it may run: absolute.
 */
export function findMissingTool(
  { name, args }: ShellCommand,
  directories: readonly string[],
): string | undefined {
  if (name?.value === undefined || posix.basename(name.value) !== "npx") return undefined;
  const at = args.findIndex(({ value }) => value === undefined || !value.startsWith("-"));
  if (args.slice(0, at).some(({ value }) => value === "--no" || value === "--no-install")) return undefined;
  const tool = args[at]?.value ?? "";
  const place = directories.find(
    (each) => isThere(each) && !isThere(posix.join(each, "node_modules/.bin", tool)),
  );
  return place === undefined
    ? undefined
    : `${quote(tool)} is not installed in ${quote(place)}, so npx would fetch it`;
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Not to be looked at: whatever is asked for may be missing.
    return false;
  }
}
