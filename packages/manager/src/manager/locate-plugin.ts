import type { PackageManifest, PluginManifest, Problem } from "@asky/sdk";
import { packageNotFound, pluginNameMismatch } from "../errors/package.ts";
import { checkVersion } from "../packages/check-version.ts";
import { type FoundPackage, findPackage } from "../packages/find-package.ts";
import { parseModuleName } from "../packages/module-name.ts";
import { parseManifest } from "../packages/parse-manifest.ts";
import { type ResolvedModule, resolveModule } from "../packages/resolve-module.ts";
import type { RosterEntry } from "../roster/read-roster.ts";

/** What is known of a roster's entry before any of its code runs. */
export interface LocatedPlugin {
  readonly found?: FoundPackage;
  readonly manifest?: PluginManifest;
  /** The file to import; left out when a problem stands in the way. */
  readonly module?: ResolvedModule;
  /** The export to take; left out when the package has to tell by itself. */
  readonly className?: string;
  readonly problem?: Problem;
}

/** Finds the package of an entry, reads its manifest and resolves the file to import. Runs none of its code. */
export async function locatePlugin(
  entry: Pick<RosterEntry, "name" | "module" | "className" | "version">,
  fromDirs: readonly string[],
): Promise<LocatedPlugin> {
  const name = parseModuleName(entry.module);
  if ("problem" in name) return name;
  const found = await findPackage(name.packageName, fromDirs);
  if (!found) return { problem: packageNotFound(name.packageName, fromDirs) };

  const unfit =
    found.problem ?? (entry.version === undefined ? undefined : checkVersion(found, entry.version));
  if (unfit) return { found, problem: unfit };
  const { manifest: whole, problems } = parseManifest(found.manifest, found.name, found.packageJsonPath);
  if (problems[0]) return { found, problem: problems[0] };
  const manifest = whole && ownManifest(whole, entry.name);
  const other = whole && !manifest ? onlyPluginAt(whole, name.subpath) : undefined;
  if (other !== undefined) return { found, problem: pluginNameMismatch(entry.name, other) };

  // The package itself stands for its plugin's own subpath, so that its name alone is enough in the roster.
  const subpath = name.subpath === "." ? (manifest?.export ?? ".") : name.subpath;
  const module = resolveModule(found, subpath, found.from);
  const className = entry.className ?? manifest?.class;
  const known = { found, ...(manifest && { manifest }), ...(className !== undefined && { className }) };
  return "problem" in module ? { ...known, problem: module.problem } : { ...known, module };
}

function ownManifest(whole: PackageManifest, name: string): PluginManifest | undefined {
  return Object.hasOwn(whole.plugins, name) ? whole.plugins[name] : undefined;
}

/** The one plugin that the manifest puts at a subpath: then the entry's key is a misspelling of its name. */
function onlyPluginAt(whole: PackageManifest, subpath: string): string | undefined {
  const names = Object.keys(whole.plugins).filter((name) => whole.plugins[name]?.export === subpath);
  return names.length === 1 ? names[0] : undefined;
}
