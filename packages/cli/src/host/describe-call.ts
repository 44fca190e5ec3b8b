import type { ToolCallReport } from "@asky/engine";
import type { JsonObject } from "@asky/sdk";
import type { Style } from "../text/style.ts";
import { shortLine } from "../text/visible.ts";

const ARGUMENT_LENGTH = 60;
const REASON_LENGTH = 300;

/** A call that begins, on one line: `· Read file_path="notes.md"`. */
export function describeStart(toolName: string, args: JsonObject | undefined, style: Style): string {
  const pairs = Object.entries(args ?? {}).map(
    ([key, value]) =>
      `${shortLine(key, ARGUMENT_LENGTH)}=${shortLine(JSON.stringify(value) ?? "", ARGUMENT_LENGTH)}`,
  );
  return style("dim", ["·", shortLine(toolName, ARGUMENT_LENGTH), ...pairs].join(" "));
}

/** What became of a call, when it did not simply run; `undefined` when it did. */
export function describeEnd(call: ToolCallReport, style: Style): string | undefined {
  const { name, status, isError, reason, plugin, text } = call;
  if (status === "done" && !isError) return undefined;
  const tool = shortLine(name, ARGUMENT_LENGTH);
  if (status === "short_circuited") return style("yellow", `  ${tool}: answered by ${plugin ?? "a plugin"}`);
  const what = status === "done" ? "failed" : status;
  const by = plugin === undefined ? "" : ` by ${plugin}`;
  return style("red", `  ${tool}: ${what}${by}: ${shortLine(reason ?? text, REASON_LENGTH)}`);
}
