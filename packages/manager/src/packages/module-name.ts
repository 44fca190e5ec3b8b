import type { Problem } from "@asky/sdk";
import validatePackageName from "validate-npm-package-name";
import { moduleNameInvalid, moduleNamePython } from "../errors/package.ts";

/** A roster's `module` in its two parts. */
export interface ModuleName {
  readonly packageName: string;
  /** `.`, or `./` and a path. */
  readonly subpath: string;
}

/** The Python program's own plugins, and what replaces them; `null` where nothing does. */
const PYTHON_EQUIVALENTS: Readonly<Record<string, string | null>> = {
  "asky.plugins.persona_creator": "@asky/plugin-persona/creator",
  "asky.plugins.manual_persona_creator": "@asky/plugin-persona/creator",
  "asky.plugins.persona_manager": "@asky/plugin-persona/manager",
  "asky.plugins.gui_server": "@asky/plugin-gui-server",
  "asky.plugins.puppeteer_browser": null,
};

/**
 * A dotted path of Python, also one that npm would allow as a name: what begins with `asky.`, and three or more
 * identifiers joined by dots.
 */
const PYTHON_PATH = /^(?:asky(?:\.[A-Za-z_]\w*)+|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){2,})$/;

const SUBPATH_SEGMENT = /^[\w.~@+-]+$/;

/** Splits the `module` of a roster's entry into npm name and subpath. Refuses paths, addresses and built-ins. Pure. */
export function parseModuleName(module: string): ModuleName | { readonly problem: Problem } {
  if (PYTHON_PATH.test(module)) {
    const equivalent = Object.hasOwn(PYTHON_EQUIVALENTS, module) ? PYTHON_EQUIVALENTS[module] : undefined;
    return { problem: moduleNamePython(module, equivalent) };
  }
  if (/^[./\\~]|^[A-Za-z]:[\\/]/.test(module)) return refuse(module, "is a path, not the name of a package");
  if (module.includes(":")) return refuse(module, "is an address or a built-in, not the name of a package");

  const segments = module.split("/");
  const nameLength = module.startsWith("@") ? 2 : 1;
  const packageName = segments.slice(0, nameLength).join("/");
  const { errors = [], warnings = [] } = validatePackageName(packageName);
  const [reason] = [...errors, ...warnings];
  if (reason !== undefined) return refuse(module, `is no legal npm package name: ${reason}`);

  const rest = segments.slice(nameLength);
  if (!rest.every(isSubpathSegment)) return refuse(module, "has a subpath that no package can export");
  return { packageName, subpath: [".", ...rest].join("/") };
}

function isSubpathSegment(segment: string): boolean {
  return SUBPATH_SEGMENT.test(segment) && !/^\.+$/.test(segment) && segment !== "node_modules";
}

function refuse(module: string, what: string): { readonly problem: Problem } {
  return { problem: moduleNameInvalid(module, what) };
}
