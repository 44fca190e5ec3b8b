import type { HookPoint } from "@asky/sdk";

/** What is wrong with a registration, if anything. Plugins in plain JavaScript pass what they like. */
export function registrationFault(point: HookPoint, callback: unknown, options: unknown): string | undefined {
  if (typeof callback !== "function") return "a callback that is no function";
  if (options === undefined || isFiniteNumber(options)) return undefined;
  if (typeof options !== "object" || options === null)
    return "options that are neither a number nor an object";
  const { priority, guard, timeoutMs } = options as Readonly<Record<string, unknown>>;
  if (priority !== undefined && !isFiniteNumber(priority)) return "a priority that is no finite number";
  if (timeoutMs !== undefined && !(isFiniteNumber(timeoutMs) && timeoutMs >= 0))
    return "a timeoutMs that is no number of milliseconds";
  if (guard !== undefined && typeof guard !== "boolean") return "a guard that is neither true nor false";
  if (guard === true && point !== "pre_tool_execute")
    return 'guard: true, which "pre_tool_execute" alone can have';
  return undefined;
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
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
