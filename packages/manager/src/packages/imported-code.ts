import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { FoundPackage } from "./find-package.ts";
import type { ResolvedModule } from "./resolve-module.ts";

/** A package that was changed after its code had been imported. */
export interface StaleCode {
  readonly packageName: string;
  /** The version whose code runs. */
  readonly loaded: string;
  readonly onDisk: string;
}

interface ImportedCode {
  readonly version: string;
  readonly digest: string;
}

/** Node keeps modules for the whole process, so this list is the process's too, whichever copy of the manager asks. */
const LIST: unique symbol = Symbol.for("@asky/manager/imported-code");

/**
 * Takes note of a module that is about to be imported. Whoever imports it again gets the code of the first time, failures
 * included: then this tells when the package's package.json or the module's file is another one by now.
 */
export async function noteImport(
  found: FoundPackage,
  module: ResolvedModule,
): Promise<StaleCode | undefined> {
  const digest = await digestOf([found.packageJsonPath, module.path]);
  if (digest === undefined) return undefined;
  const list = importedCode();
  const first = list.get(module.url);
  if (!first) {
    list.set(module.url, { version: found.version, digest });
    return undefined;
  }
  if (first.digest === digest) return undefined;
  return { packageName: found.name, loaded: first.version, onDisk: found.version };
}

function importedCode(): Map<string, ImportedCode> {
  const holder = globalThis as { [LIST]?: Map<string, ImportedCode> };
  holder[LIST] ??= new Map();
  return holder[LIST];
}

async function digestOf(files: readonly string[]): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    for (const file of files) hash.update(await readFile(file));
  } catch {
    // A file that cannot be read cannot be imported either, and that is reported.
    return undefined;
  }
  return hash.digest("hex");
}
