import { types } from "node:util";
import {
  API_VERSION,
  type AskyPlugin,
  brandOf,
  type PluginContract,
  type Problem,
  type TetherPlugin,
} from "@asky/sdk";
import { pluginClassInvalid, sdkIncompatible } from "../errors/package.ts";
import { quote } from "../text/visible-text.ts";
import { methodsMissing } from "./plugin-methods.ts";

/** A value that keeps a contract's shape. */
export interface CheckedPlugin {
  readonly plugin: AskyPlugin | TetherPlugin;
  readonly contract: PluginContract;
}

/**
 * Judges a finished plugin value, whoever made it: its mark, else its methods, tell the contract, and everything that
 * the contract demands must be there. Never throws, also when reading the value does.
 *
 * @param exportName - what reports call it.
 */
export function checkPlugin(
  value: unknown,
  exportName: string,
): CheckedPlugin | { readonly problem: Problem } {
  try {
    const brand = brandOf(value);
    if (brand && brand.apiVersion !== API_VERSION) {
      return { problem: sdkIncompatible(`The export ${quote(exportName)}`, brand.apiVersion) };
    }
    const contract = brand?.contract ?? contractByMethods(value);
    const fault = contract === undefined ? whatItIsInstead(value) : findFault(value as object, contract);
    if (contract === undefined || fault !== undefined) {
      return { problem: pluginClassInvalid(exportName, fault ?? "is no plugin") };
    }
    return { plugin: value as AskyPlugin | TetherPlugin, contract };
  } catch (error) {
    return { problem: pluginClassInvalid(exportName, "cannot be read", { thrown: error }) };
  }
}

function contractByMethods(value: unknown): PluginContract | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (methodsMissing(value, ["activate"]).length === 0) return "asky";
  return methodsMissing(value, ["initialize"]).length === 0 ? "tether" : undefined;
}

function whatItIsInstead(value: unknown): string {
  if (types.isPromise(value)) {
    // Its rejection would otherwise end the process; that it is a promise is fault enough.
    Promise.prototype.catch.call(value, () => {});
    return "gives a promise; it must give the plugin itself and leave what takes time to activate() or initialize()";
  }
  if (typeof value !== "object" || value === null)
    return `is no plugin, but ${value === null ? "null" : typeof value}`;
  return "is no plugin: it has neither activate() nor initialize()";
}

function findFault(plugin: object, contract: PluginContract): string | undefined {
  const { then, name, meta, dependencies } = plugin as Readonly<Record<string, unknown>>;
  if (typeof then === "function") return "has a method then(), so that it would be taken for a promise";
  const required = contract === "asky" ? ["activate"] : ["initialize", "start", "stop"];
  const missing = methodsMissing(plugin, required);
  if (missing.length > 0) return `has no method ${missing.map((method) => `${method}()`).join(", ")}`;
  if (contract === "tether") {
    const own: unknown = (meta as { readonly name?: unknown } | null | undefined)?.name;
    return typeof own === "string" ? undefined : "has no name: meta.name must be text";
  }
  if (typeof name !== "string") return "has no name: its property name must be text";
  const isList = dependencies === undefined || Array.isArray(dependencies);
  const isFit = isList && (dependencies ?? []).every((entry: unknown) => typeof entry === "string");
  return isFit ? undefined : "has dependencies that are no list of plugin names";
}
