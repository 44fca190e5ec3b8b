import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root: string = dirname(dirname(fileURLToPath(import.meta.url)));

/** What tests read of a package.json. */
export interface PackageJson {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A published package of the workspace. */
export interface WorkspacePackage {
  readonly name: string;
  readonly folder: string;
  readonly json: PackageJson;
  /** Its source files, absolute. */
  readonly sources: readonly string[];
}

/** All packages under `packages/`. */
export const packages: readonly WorkspacePackage[] = readdirSync(join(root, "packages")).map((name) => {
  const folder = join(root, "packages", name);
  const json = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageJson;
  return { name: json.name, folder, json, sources: filesUnder(join(folder, "src"), ".ts") };
});

/** Files below a folder whose name ends so, absolute and sorted; nothing inside `node_modules` or `dist`. */
export function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return entry.name.endsWith(ending) ? [path] : [];
      return entry.name === "node_modules" || entry.name === "dist" ? [] : filesUnder(path, ending);
    })
    .sort();
}

/** A path as people write it: relative to the repository, with slashes. */
export function pathOf(file: string): string {
  return relative(root, file).split(sep).join("/");
}

/** The text of a file. */
export function textOf(file: string): string {
  return readFileSync(file, "utf8");
}
