import { brandOf, PLUGIN_BRAND, type Problem, type Services } from "@asky/sdk";
import {
  packageExportsThen,
  pluginClassAmbiguous,
  pluginClassInvalid,
  pluginClassMissing,
} from "../errors/package.ts";
import { type CheckedPlugin, checkPlugin } from "./check-plugin.ts";
import { methodsMissing } from "./plugin-methods.ts";

export { identityOf, type PluginIdentity } from "./plugin-identity.ts";

/** The plugin that a module holds. */
export interface FoundPlugin extends CheckedPlugin {
  readonly exportName: string;
  readonly warnings: readonly Problem[];
}

/** How to look. */
export interface FindPluginOptions {
  /** The export to take, whatever else there is. */
  readonly className?: string | undefined;
  /** What constructors and factories are called with. */
  readonly services: Services;
}

type Exports = Readonly<Record<string, unknown>>;

/** From sure to doubtful: it carries the SDK's mark; has the methods of a contract; has the first of them. */
const LIKENESSES = ["branded", "shaped", "partial"] as const;

type Likeness = (typeof LIKENESSES)[number] | "none";

/** Exports that a module system adds of its own accord. */
const NOT_EXPORTS: ReadonlySet<string> = new Set(["__esModule", "module.exports"]);

/**
 * Picks the plugin out of a module's exports and makes it: without `className` the default export, else the only
 * plugin, else the first by name with a warning; marked plugins go before those that merely have the methods. A class is
 * constructed, a plain function is called if it is the default export or asked for by name, an object is taken as it is.
 */
export function findPlugin(
  exports: Exports,
  options: FindPluginOptions,
): FoundPlugin | { readonly problem: Problem } {
  const members = unwrapDefault(exports);
  const names = Object.keys(members).filter((name) => !NOT_EXPORTS.has(name));
  const chosen = options.className === undefined ? choose(members, names) : take(members, options.className);
  if (!chosen) return { problem: pluginClassMissing(options.className, names) };

  const { exportName } = chosen;
  const warnings = [
    ...(typeof exports.then === "function" ? [packageExportsThen()] : []),
    ...chosen.warnings,
  ];
  const made = makePlugin(members[exportName], exportName, options.services);
  if ("problem" in made) return made;
  const checked = checkPlugin(made.value, exportName);
  return "problem" in checked ? checked : { ...checked, exportName, warnings };
}

interface ChosenExport {
  readonly exportName: string;
  readonly warnings: readonly Problem[];
}

function take(exports: Exports, exportName: string): ChosenExport | undefined {
  return Object.hasOwn(exports, exportName) ? { exportName, warnings: [] } : undefined;
}

function choose(exports: Exports, names: readonly string[]): ChosenExport | undefined {
  const main = exports.default;
  const isFactory = typeof main === "function" && !isClass(main);
  if (likeness(main) !== "none" || isFactory) return take(exports, "default");

  const candidates = [...names].sort().filter((name, index, sorted) => {
    return sorted.findIndex((other) => exports[other] === exports[name]) === index;
  });
  const alike = LIKENESSES.map((degree) => candidates.filter((name) => likeness(exports[name]) === degree));
  const [first, ...others] = alike.find((group) => group.length > 0) ?? [];
  // A default class may set its methods in the constructor, where no look at its prototype finds them.
  if (first === undefined) return typeof main === "function" ? take(exports, "default") : undefined;
  const warnings = others.length > 0 ? [pluginClassAmbiguous(first, [first, ...others])] : [];
  return { exportName: first, warnings };
}

function likeness(value: unknown): Likeness {
  try {
    if (typeof value === "object" && value !== null)
      return brandOf(value) ? "branded" : shapeOf(value, value);
    if (typeof value !== "function" || typeof value.prototype !== "object") return "none";
    const prototype: object = value.prototype;
    // The base class itself owns the mark; it is no plugin.
    if (brandOf(prototype) && !Object.hasOwn(prototype, PLUGIN_BRAND)) return "branded";
    return shapeOf(prototype);
  } catch {
    // An export that cannot be read is no plugin.
    return "none";
  }
}

/** Names and the like are set by constructors, so they are asked of finished values only. */
function shapeOf(value: object, finished?: { readonly name?: unknown; readonly meta?: unknown }): Likeness {
  const isAsky = methodsMissing(value, ["activate"]).length === 0;
  if (isAsky && (!finished || typeof finished.name === "string")) return "shaped";
  const missing = methodsMissing(value, ["initialize", "start", "stop"]);
  if (missing.length === 0 && (!finished || typeof finished.meta === "object")) return "shaped";
  return isAsky || !missing.includes("initialize") ? "partial" : "none";
}

function makePlugin(
  value: unknown,
  exportName: string,
  services: Services,
): { readonly value: unknown } | { readonly problem: Problem } {
  if (typeof value !== "function") return { value };
  const isConstructed = likeness(value) !== "none" || isClass(value);
  try {
    return {
      value: isConstructed
        ? Reflect.construct(value, [services])
        : Reflect.apply(value, undefined, [services]),
    };
  } catch (error) {
    const what = isConstructed ? "could not be constructed" : "is a function that failed when it was called";
    return { problem: pluginClassInvalid(exportName, what, { thrown: error }) };
  }
}

function isClass(value: unknown): boolean {
  try {
    return typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
  } catch {
    // A proxy has no source to show.
    return false;
  }
}

/** A CommonJS module that was compiled from an ES module keeps its default export one level deeper. */
function unwrapDefault(exports: Exports): Exports {
  const main = exports.default;
  if (typeof main !== "object" || main === null || brandOf(main)) return exports;
  try {
    const { __esModule: isCompiled, default: inner } = main as Exports;
    return isCompiled === true && inner !== undefined
      ? Object.assign(Object.create(null), exports, { default: inner })
      : exports;
  } catch {
    // An object that cannot be read is no compiled module.
    return exports;
  }
}
