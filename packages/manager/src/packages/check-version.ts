import type { Problem } from "@asky/sdk";
import satisfies from "semver/functions/satisfies.js";
import { packageVersionUnfit } from "../errors/package.ts";
import type { FoundPackage } from "./find-package.ts";

/** Compares an installed package with the roster's `version`; pre-releases count. */
export function checkVersion(found: FoundPackage, range: string): Problem | undefined {
  if (satisfies(found.version, range, { includePrerelease: true })) return undefined;
  const { name, version: installed, directory, from } = found;
  return packageVersionUnfit(name, { installed, range, directory, from });
}
