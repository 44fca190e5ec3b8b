import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Problem } from "@asky/sdk";
import { resolveModuleURL } from "exsolve";
import { packageNotExported, packageOutside } from "../errors/package.ts";
import { isInside } from "../files/config-paths.ts";
import { describeError } from "../problems/describe-error.ts";
import type { FoundPackage } from "./find-package.ts";

/** The file that a module name stands for, links resolved. */
export interface ResolvedModule {
  readonly url: string;
  readonly path: string;
}

/**
 * Resolves a subpath of an installed package to a file, by the rules of Node's `import`. The file must lie in the
 * package's own folder.
 *
 * @param fromDir - where the package was found from, {@link FoundPackage.from}.
 */
export function resolveModule(
  found: FoundPackage,
  subpath: string,
  fromDir: string,
): ResolvedModule | { readonly problem: Problem } {
  if (found.problem) return { problem: found.problem };
  try {
    const url = resolveModuleURL(found.name + subpath.slice(1), {
      from: pathToFileURL(join(fromDir, "package.json")),
      conditions: ["node", "import"],
      // The cache would keep answers from before an install, an update or a removal.
      cache: false,
    });
    const path = fileURLToPath(url);
    if (!isInside(found.directory, path))
      return { problem: packageOutside(found.name, path, found.directory) };
    return { url, path };
  } catch (error) {
    const reason = describeError(error).message;
    return { problem: packageNotExported(found.name, { subpath, exported: found.subpaths, reason }) };
  }
}
