import { types } from "node:util";
import {
  API_VERSION,
  type AskyPlugin,
  brandOf,
  isStandardSchema,
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

/** A Tether plugin without background work may leave out `start` and `stop`, an Asky plugin `deactivate`. */
const METHODS = {
  asky: { first: "activate", others: ["deactivate"] },
  tether: { first: "initialize", others: ["start", "stop"] },
} as const;

function findFault(plugin: object, contract: PluginContract): string | undefined {
  const members = plugin as Readonly<Record<string, unknown>>;
  const { first, others } = METHODS[contract];
  if (typeof members.then === "function")
    return "has a method then(), so that it would be taken for a promise";
  if (typeof members[first] !== "function") return `has no method ${first}()`;
  const odd = others.find((name) => members[name] !== undefined && typeof members[name] !== "function");
  if (odd !== undefined) return `has a member ${odd} that is no method`;
  if (members.configSchema !== undefined && !isStandardSchema(members.configSchema)) {
    return "has a configSchema that is no Standard Schema of version 1";
  }
  return contract === "tether" ? findMetaFault(members.meta) : findAskyFault(members);
}

function findMetaFault(meta: unknown): string | undefined {
  const name: unknown = (meta as { readonly name?: unknown } | null | undefined)?.name;
  return typeof name === "string" ? undefined : "has no name: meta.name must be text";
}

function findAskyFault({ name, dependencies = [] }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof name !== "string") return "has no name: its property name must be text";
  const isFit = Array.isArray(dependencies) && dependencies.every((entry) => typeof entry === "string");
  return isFit ? undefined : "has dependencies that are no list of plugin names";
}
