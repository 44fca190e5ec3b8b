import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Problem } from "@asky/sdk";
import { packageJsonUnreadable } from "../errors/package.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { describeError } from "../problems/describe-error.ts";

/** An installed package, as far as it can be known without running its code. */
export interface FoundPackage {
  /** The name under which it is installed. */
  readonly name: string;
  /** What its package.json says; `unknown` when it says nothing. */
  readonly version: string;
  /** Its folder, links resolved. */
  readonly directory: string;
  readonly packageJsonPath: string;
  /** The `asky` field as it stands; `undefined` when there is none. */
  readonly manifest: unknown;
  /** The keys of `exports`; `.` alone when it has none. */
  readonly subpaths: readonly string[];
  /** The directory in which the search began that found it: resolution must begin there too. */
  readonly from: string;
  /** Its package.json cannot be used, so nothing can be resolved in it. */
  readonly problem?: Problem;
}

/**
 * Looks for an installed package as Node does: in `node_modules` of each directory and of all folders above it, the
 * first directory first. Runs none of its code.
 */
export async function findPackage(
  packageName: string,
  fromDirs: readonly string[],
): Promise<FoundPackage | undefined> {
  for (const from of fromDirs) {
    for (const folder of upwards(resolve(from))) {
      const found = await readPackage(packageName, join(folder, "node_modules", packageName), from);
      if (found) return found;
    }
  }
  return undefined;
}

function* upwards(start: string): Generator<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    if (basename(folder) !== "node_modules") yield folder;
    if (folder === dirname(folder)) return;
  }
}

async function readPackage(name: string, folder: string, from: string): Promise<FoundPackage | undefined> {
  const directory = await realpath(folder).catch(() => undefined);
  if (directory === undefined) return undefined;
  const read = await readTextFile(join(directory, "package.json"));
  if (read.kind === "absent") return undefined;
  const packageJsonPath = join(directory, "package.json");
  const parsed = read.kind === "text" ? parseObject(read.text) : { reason: read.reason };
  const place = { name, directory, packageJsonPath, from };
  if ("reason" in parsed) {
    const problem = packageJsonUnreadable(packageJsonPath, parsed.reason);
    return { ...place, version: "unknown", manifest: undefined, subpaths: [], problem };
  }
  const { version, asky: manifest, exports } = parsed.object;
  return {
    ...place,
    version: typeof version === "string" ? version : "unknown",
    manifest,
    subpaths: subpathsOf(exports),
  };
}

function parseObject(
  text: string,
): { readonly object: Readonly<Record<string, unknown>> } | { readonly reason: string } {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject
      ? { object: value as Readonly<Record<string, unknown>> }
      : { reason: "it holds no object." };
  } catch (error) {
    return { reason: `${describeError(error).message}.` };
  }
}

/** An object of conditions, a text and no field at all mean that only the package itself is exported. */
function subpathsOf(exports: unknown): readonly string[] {
  if (typeof exports !== "object" || exports === null || Array.isArray(exports)) return ["."];
  const subpaths = Object.keys(exports).filter((key) => key.startsWith("."));
  return subpaths.length === 0 ? ["."] : subpaths.filter((subpath) => subpath !== "./package.json");
}
