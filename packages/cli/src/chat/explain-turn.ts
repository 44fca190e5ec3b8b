import { join } from "node:path";
import type { LedgerCall, LedgerEntry, RunExplanation } from "@asky/manager";
import type { Style } from "../text/style.ts";
import { shortLine } from "../text/visible.ts";

const VALUE_LENGTH = 100;

/** Who changed what in a turn, who denied, and who was slow, in lines for a terminal. */
export async function explainTurn(configDir: string, turnId: string, style: Style): Promise<string> {
  const { explainRun, queryLedger } = await import("@asky/manager");
  const entries: LedgerEntry[] = [];
  for await (const entry of queryLedger(join(configDir, "runs"), { run: turnId })) entries.push(entry);
  if (entries.length === 0) return "Nothing is recorded of this turn: no plugin was called in it.\n";
  return formatExplanation(explainRun(entries), style);
}

/** An explanation, a section for each question that has an answer. */
function formatExplanation(explanation: RunExplanation, style: Style): string {
  const { prompt, conversation, args, result, other, denied, unwell, slowest, missing } = explanation;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ["Who changed the prompt", prompt.map(describeChange)],
    ["Who changed the conversation", conversation.map(describeChange)],
    ["Who changed arguments", args.map(describeChange)],
    ["Who changed results", result.map(describeChange)],
    ["What else was changed", other.map(describeChange)],
    [
      "Who denied",
      denied.map(({ by, plugin, toolName, reason }) =>
        [toolName, `by ${plugin ?? by ?? "the gate"}:`, reason].filter(Boolean).join(" "),
      ),
    ],
    [
      "Who is unwell",
      unwell.map(({ plugin, hook, failed, timedOut, skipped, error }) => {
        const counts = `${failed} failed, ${timedOut} too late, ${skipped} skipped`;
        return `${plugin} on ${hook}: ${counts}${error === undefined ? "" : `: ${error}`}`;
      }),
    ],
    [
      "Who took longest",
      slowest
        .slice(0, 3)
        .map(({ plugin, hook, longestMs }) => `${plugin} on ${hook}: ${longestMs.toFixed(1)} ms`),
    ],
    ...(missing > 0 ? [["What is missing", [`${missing} entries`]] as const] : []),
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(
      ([title, lines]) =>
        `${style("bold", title)}\n${lines.map((line) => `  ${shortLine(line, 300)}\n`).join("")}`,
    )
    .join("");
}

function describeChange({ plugin, hook, toolName, patch, patchOmitted }: LedgerCall): string {
  const steps = patch
    .filter(({ op }) => op !== "test")
    .map(({ op, path, value, str }) => {
      const what = str ?? (value === undefined ? "" : JSON.stringify(value));
      return `${op} ${path}${what === "" ? "" : ` ${shortLine(what, VALUE_LENGTH)}`}`;
    });
  const more = patchOmitted === undefined ? [] : [`and ${patchOmitted} more`];
  const where = toolName === undefined ? hook : `${hook}, ${toolName}`;
  return `${plugin} (${where}): ${[...steps, ...more].join("; ")}`;
}
