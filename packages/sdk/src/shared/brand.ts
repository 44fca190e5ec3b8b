import { isRecord } from "./json.ts";

/** Which of the two contracts a plugin follows. */
export type PluginContract = "asky" | "tether";

/** The version of the contract itself, an integer. A host refuses a plugin branded with another one. */
export const API_VERSION = 1;

/**
 * Marks a plugin, as `Symbol.for` so that two copies of this package in one process understand each other. Hosts
 * recognise plugins by it and never by `instanceof`.
 */
export const PLUGIN_BRAND: unique symbol = Symbol.for("@asky/plugin");

/** What stands under {@link PLUGIN_BRAND}. */
export interface PluginBrand {
  readonly contract: PluginContract;
  readonly apiVersion: number;
}

/** Makes the mark of a plugin of this contract version. */
export function createBrand(contract: PluginContract): PluginBrand {
  return Object.freeze({ contract, apiVersion: API_VERSION });
}

/**
 * Reads the mark of a plugin value or of a class's prototype.
 *
 * @returns the brand, or `undefined` when the value carries none. Never throws, also when reading the value does.
 */
export function brandOf(value: unknown): PluginBrand | undefined {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  try {
    const brand: unknown = (value as Record<PropertyKey, unknown>)[PLUGIN_BRAND];
    if (!isRecord(brand)) return undefined;
    const { contract, apiVersion } = brand;
    if (contract !== "asky" && contract !== "tether") return undefined;
    return typeof apiVersion === "number" ? { contract, apiVersion } : undefined;
  } catch {
    // A getter of a foreign object may throw; such an object carries no mark that could be trusted.
    return undefined;
  }
}
