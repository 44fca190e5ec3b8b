import { type JsonObject, PluginError, type ToolOutput, type ToolResult } from "@asky/sdk";

/** Runs a tool's work; a fault that has a name becomes an answer the model can read and act on. */
export async function answer(work: () => Promise<JsonObject>): Promise<ToolOutput> {
  try {
    return await work();
  } catch (cause) {
    if (!PluginError.is(cause)) throw cause;
    return errorResult(cause);
  }
}

function errorResult(fault: PluginError & { readonly suggestions?: readonly string[] }): ToolResult {
  const { message: error, code, hint, suggestions } = fault;
  return {
    isError: true,
    parts: [{ type: "data", data: { error, code, hint, ...(suggestions && { suggestions }) } }],
  };
}

/** A text argument. The gate has checked it; a host with a registry of its own may not have. */
export function textArgument(args: JsonObject, key: string): string {
  const value = args[key];
  return typeof value === "string" ? value : "";
}
