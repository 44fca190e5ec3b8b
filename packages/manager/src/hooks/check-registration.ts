import type { HookOptions } from "@asky/sdk";

/** What is wrong with a registration, if anything. Plugins in plain JavaScript pass what they like. */
export function registrationFault(callback: unknown, options: unknown): string | undefined {
  if (typeof callback !== "function") return "a callback that is no function";
  if (options === undefined || (typeof options === "number" && Number.isFinite(options))) return undefined;
  if (typeof options !== "object" || options === null)
    return "options that are neither a number nor an object";
  const priority: unknown = (options as HookOptions).priority;
  if (priority === undefined || (typeof priority === "number" && Number.isFinite(priority))) return undefined;
  return "a priority that is no finite number";
}

/** A plugin may have replaced its function's name by an accessor that throws. */
export function callbackName(callback: object): string {
  try {
    const name: unknown = (callback as { readonly name?: unknown }).name;
    return typeof name === "string" && name !== "" ? name.slice(0, 80) : "anonymous";
  } catch {
    return "anonymous";
  }
}
