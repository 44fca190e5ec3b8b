import { isAbsolute } from "node:path";
import { HOST_SOURCE, type JsonObject } from "@asky/sdk";
import { ARGUMENT_LIMITS, copyJsonObject } from "../copy-json.ts";
import { describeError } from "../describe-error.ts";
import { isRecord } from "../is-record.ts";

/** A call to check, read. */
export interface CheckEntry {
  readonly tool: string;
  readonly origin: string;
  readonly input: JsonObject;
  readonly cwd: string;
  readonly allowedDirs: readonly string[];
}

/** The id of an entry, as it was given; `null` when it has none that JSON can repeat. */
export function readId(entry: unknown): string | number | null {
  const id = isRecord(entry) ? entry.id : undefined;
  return typeof id === "string" || Number.isFinite(id) ? (id as string | number) : null;
}

/** Reads an entry; a text says why it cannot be judged. */
export function readEntry(entry: unknown): CheckEntry | string {
  if (!isRecord(entry)) return "an entry is an object { id, tool, input, cwd, allowed_dirs }";
  const { tool, input, cwd, allowed_dirs: allowedDirs = [] } = entry;
  if (readId(entry) === null) return '"id" is a text or a number';
  if (typeof tool !== "string" || tool === "") return '"tool" is the name of a tool';
  if (!isRecord(input)) return '"input" is an object with the arguments';
  if (typeof cwd !== "string" || !isAbsolute(cwd)) return '"cwd" is an absolute path';
  if (!Array.isArray(allowedDirs) || !allowedDirs.every((dir) => typeof dir === "string"))
    return '"allowed_dirs" is a list of paths';
  const named = readToolName(tool);
  if (!named) return `"tool" cannot be the name of a plugin's tool: "host" is no plugin`;
  try {
    return { ...named, input: copyJsonObject(input, ARGUMENT_LIMITS), cwd, allowedDirs };
  } catch (error) {
    return `"input" cannot be used: ${describeError(error)}`;
  }
}

/** `mcp__server__Name` and `plugin:Name` are somebody else's tools, whatever the rest of the name is; others the host's. */
function readToolName(text: string): Pick<CheckEntry, "tool" | "origin"> | undefined {
  const server = /^(mcp__.+?)__(.+)$/s.exec(text) ?? /^(mcp__)(.*)$/s.exec(text);
  if (server) return { origin: server[1] ?? "mcp__", tool: server[2] ?? "" };
  const colon = text.indexOf(":");
  if (colon === -1) return { origin: HOST_SOURCE, tool: text };
  const origin = text.slice(0, colon).trim();
  return origin === HOST_SOURCE ? undefined : { origin, tool: text.slice(colon + 1) };
}
