import { HOST_SOURCE, type JsonObject, type JsonValue } from "@asky/sdk";
import type { AskedCall } from "./asked-call.ts";
import { escapeLine, escapeText } from "./escape-text.ts";

/** The tool and all its arguments as text for a human: escaped, complete, the arguments indented below the tool. */
export function showCall({
  toolName,
  origin,
  args,
}: Pick<AskedCall, "toolName" | "origin" | "args">): string {
  const owner = origin === HOST_SOURCE ? "" : ` (of the plugin ${escapeLine(origin)})`;
  return [`${escapeLine(toolName)}${owner}`, ...showArguments(args)].join("\n");
}

function showArguments(args: JsonObject): readonly string[] {
  const members = Object.entries(args);
  if (members.length === 0) return ["  (no arguments)"];
  return members.map(([key, value]) => `  ${escapeLine(key)}:${showValue(value ?? null)}`);
}

/** A text stands as it is, without JSON's own escapes, since it may be a command; each further line has a bar. */
function showValue(value: JsonValue): string {
  if (typeof value !== "string") return ` ${escapeLine(JSON.stringify(value))}`;
  if (!value.includes("\n")) return ` ${escapeLine(value)}`;
  return `\n${escapeText(value).replace(/^/gm, "    | ")}`;
}
