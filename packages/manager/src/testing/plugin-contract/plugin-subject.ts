import { isAbsolute, join, resolve } from "node:path";
import { isPluginName, type PluginManifest, type Services } from "@asky/sdk";
import { readTextFile } from "../../files/read-text-file.ts";
import type { PassedPlugin } from "../../manager/passed-plugin.ts";
import { type FoundPackage, findPackage } from "../../packages/find-package.ts";
import { parseModuleName } from "../../packages/module-name.ts";
import { parseManifest } from "../../packages/parse-manifest.ts";

/** A plugin in a package, as a roster names it. */
export interface PackageSubject {
  /** A folder, absolute or beginning with a dot; or an npm name, with a subpath if need be. */
  readonly package: string;
  /** The plugin's key in plugins.toml. */
  readonly name: string;
  /** With a folder that has no manifest: the subpath that exports the plugin. @defaultValue what the manifest says, else "." */
  readonly subpath?: string;
  /** Where a relative folder and the search for an npm name begin. @defaultValue the working directory */
  readonly from?: string;
}

/**
 * What an author has: a plugin made with `defineAskyPlugin` or `defineTetherPlugin`, a class, a factory, or a package. No
 * instance of a class: such a one is activated once, and the suite needs many.
 */
export type PluginSubject =
  | PassedPlugin
  | (new (
      services: Services,
    ) => PassedPlugin)
  | ((services: Services) => PassedPlugin)
  | PackageSubject;

/** A subject, found and read. */
export interface Subject {
  /** What reports call it until its name is known. */
  readonly label: string;
  /** To be passed in code. */
  readonly value?: PassedPlugin;
  /** To be named in a roster. */
  readonly installed?: InstalledSubject;
}

/** A subject in a package. */
export interface InstalledSubject {
  readonly name: string;
  /** The roster's `module`. */
  readonly module: string;
  readonly found: Pick<FoundPackage, "name" | "directory">;
  readonly manifest?: PluginManifest;
}

/** @throws TypeError when it is nothing that can be judged, saying what to pass instead. */
export async function readSubject(subject: PluginSubject): Promise<Subject> {
  if (isPackageSubject(subject)) return readPackage(subject);
  if (typeof subject === "function") {
    return { label: subject.name || "a plugin", value: subject as unknown as PassedPlugin };
  }
  if (typeof subject !== "object" || subject === null) {
    throw new TypeError("Pass a plugin, a class, a factory, or { package, name }.");
  }
  const prototype: unknown = Object.getPrototypeOf(subject);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new TypeError(
      "An instance of a class lives once, and the suite needs many: pass the class itself, or a factory such as () => new MyPlugin(options).",
    );
  }
  return { label: "a plugin", value: subject };
}

function isPackageSubject(subject: unknown): subject is PackageSubject {
  const { package: from, name } = Object(subject) as Partial<PackageSubject>;
  return typeof subject === "object" && typeof from === "string" && typeof name === "string";
}

async function readPackage(subject: PackageSubject): Promise<Subject> {
  const { name, package: source, from = process.cwd() } = subject;
  if (!isPluginName(name)) throw new TypeError(`"${name}" can be no key of plugins.toml.`);
  const isFolder = isAbsolute(source) || /^\.{1,2}([\\/]|$)/.test(source);
  const { found, subpath } = isFolder
    ? { found: await readFolder(resolve(from, source)), subpath: subject.subpath ?? "." }
    : await findInstalled(source, resolve(from));
  const manifest = readManifest(found, name);
  const module = found.name + subpath.slice(1);
  const installed = { name, module, found, ...(manifest && { manifest }) };
  return { label: `${name} (${module})`, installed };
}

async function readFolder(directory: string): Promise<FoundPackage> {
  const packageJsonPath = join(directory, "package.json");
  const read = await readTextFile(packageJsonPath);
  const json = read.kind === "text" ? (JSON.parse(read.text) as Readonly<Record<string, unknown>>) : {};
  if (typeof json.name !== "string") {
    throw new TypeError(`"${directory}" is no package: it has no package.json with a name.`);
  }
  const base = { name: json.name, directory, packageJsonPath, from: directory, subpaths: [] };
  return { ...base, version: String(json.version), manifest: json.asky };
}

async function findInstalled(
  source: string,
  from: string,
): Promise<{ readonly found: FoundPackage; readonly subpath: string }> {
  const parsed = parseModuleName(source);
  if ("problem" in parsed) throw new TypeError(`${parsed.problem.message} ${parsed.problem.hint}`);
  const found = await findPackage(parsed.packageName, [from]);
  if (found) return { found, subpath: parsed.subpath };
  throw new TypeError(
    `No package "${parsed.packageName}" is installed in "${from}" or above. Install it there, pass another \`from\`, or pass its folder.`,
  );
}

/** A manifest with faults is the manager's to refuse: then there is none here. */
function readManifest(
  { manifest, name, packageJsonPath }: FoundPackage,
  key: string,
): PluginManifest | undefined {
  const { manifest: whole } = parseManifest(manifest, name, packageJsonPath);
  return whole && Object.hasOwn(whole.plugins, key) ? whole.plugins[key] : undefined;
}
