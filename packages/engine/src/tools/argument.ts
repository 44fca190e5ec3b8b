import type { JsonObject } from "@asky/sdk";

// The gate hands a tool only arguments that satisfy its schema; these give them their types.

/** A string argument, or a value in its place. */
export function textArgument(args: JsonObject, key: string, fallback: string): string {
  const value = args[key];
  return typeof value === "string" && value !== "" ? value : fallback;
}

/** A whole number within limits, or a value in its place. */
export function countArgument(args: JsonObject, key: string, fallback: number): number {
  const value = args[key];
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : fallback;
}
