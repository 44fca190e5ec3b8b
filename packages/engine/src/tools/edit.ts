import { replaceInside } from "@asky/gate";
import type { JsonObject, ToolExecutionContext, ToolRegistration, ToolResult } from "@asky/sdk";
import { findAll } from "./find-all.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { explainPathFault, pathFaultOf } from "./path-fault.ts";
import { replaceRanges } from "./replace-ranges.ts";
import { resolveArgument, shownPath } from "./resolve-argument.ts";
import { countLines, showDiff } from "./show-diff.ts";
import { MAX_TEXT_BYTES, readContent, toLineFeeds } from "./text-content.ts";
import { failed, found } from "./tool-answer.ts";

const MAX_NAMED_LINES = 20;

/** `Edit`: one text in a file put in place of another, or all of its occurrences. */
export const editTool: ToolRegistration = {
  name: "Edit",
  schema: {
    name: "Edit",
    description:
      "Changes a part of a text file: replaces one exact text by another and returns the diff. The text must occur exactly once, unless replace_all is true.",
    parameters: {
      type: "object",
      properties: {
        file_path: {
          type: "string",
          minLength: 1,
          format: "path",
          description: "The file, absolute or relative to the folder.",
        },
        old_string: {
          type: "string",
          minLength: 1,
          description:
            "The text to be replaced, to the letter, with its spaces and line breaks; without the line numbers that Read shows.",
        },
        new_string: { type: "string", description: "What comes in its place; empty removes it." },
        replace_all: { type: "boolean", description: "Whether every occurrence is replaced." },
      },
      required: ["file_path", "old_string", "new_string"],
      additionalProperties: false,
    },
    system_prompt_guideline:
      "to change a part of a file. Read the file first, and take enough lines around the change to make old_string unique.",
  },
  executor: (args, context) => oneAtATime(context.signal, () => edit(args, context)),
};

async function edit(args: JsonObject, context: ToolExecutionContext): Promise<ToolResult> {
  const { directory } = context;
  const path = resolveArgument(directory, String(args.file_path));
  const shown = shownPath(directory, path);
  const wanted = toLineFeeds(String(args.old_string));
  const replacement = toLineFeeds(String(args.new_string));
  const replacesAll = args.replace_all === true;
  if (wanted === replacement)
    return failed("old_string and new_string are the same; there is nothing to change.");
  if (replacement.includes("\0")) return failed("new_string has a NUL character; only text is written.");

  const { text, fault } = await readContent(context, path, shown);
  if (fault !== undefined) return failed(fault);
  const before = toLineFeeds(text);
  const starts = findAll(
    before,
    wanted,
    replacesAll ? { overlapping: false } : { overlapping: true, max: MAX_NAMED_LINES + 1 },
  );
  if (starts.length === 0) return failed(explainMissing(before, wanted, shown));
  if (starts.length > 1 && !replacesAll) return failed(explainSeveral(before, starts, shown));

  if (before.length + starts.length * (replacement.length - wanted.length) > MAX_TEXT_BYTES) {
    return failed(`"${shown}" would become larger than ${MAX_TEXT_BYTES / 1024 / 1024} MiB.`);
  }
  const after = replaceRanges(text, starts, wanted.length, replacement);
  try {
    await replaceInside(context, path, after);
  } catch (error) {
    return failed(explainPathFault(shown, pathFaultOf(error), "file"));
  }
  const times = starts.length === 1 ? "one place" : `${starts.length} places`;
  return found(`Changed ${times} in "${shown}".\n${showDiff(before, toLineFeeds(after))}`);
}

function explainSeveral(text: string, starts: readonly number[], shown: string): string {
  const lines = starts.slice(0, MAX_NAMED_LINES).map((start) => countLines(text, start) + 1);
  const count = starts.length > MAX_NAMED_LINES ? `more than ${MAX_NAMED_LINES}` : `${starts.length}`;
  return `old_string occurs ${count} times in "${shown}", beginning on lines ${lines.join(", ")}. Add lines around the place you mean, or set replace_all.`;
}

function explainMissing(text: string, wanted: string, shown: string): string {
  const missing = `old_string does not occur in "${shown}"; nothing was changed.`;
  if (/^\d+\t/.test(wanted)) return `${missing} Leave out the line numbers that Read shows.`;
  const line = lineBut(text, wanted);
  if (line === undefined) return `${missing} Read the file, and take the text from there to the letter.`;
  return `${missing} From line ${line} on it differs in white space only; Read that part and take it to the letter.`;
}

/** The line from which a text is there when spaces around and within its lines do not count. */
function lineBut(text: string, wanted: string): number | undefined {
  const condense = (line: string): string => line.replace(/\s+/g, " ").trim();
  const lines = wanted.split("\n").map(condense).join("\n").trim();
  if (lines === "") return undefined;
  const condensed = `\n${text.split("\n").map(condense).join("\n")}\n`;
  const [start] = findAll(condensed, `\n${lines}\n`, { overlapping: true, max: 1 });
  return start === undefined ? undefined : countLines(condensed, start + 1);
}
