import { dirname } from "node:path";
import { makeDirInside, replaceInside } from "@asky/gate";
import type { JsonObject, ToolExecutionContext, ToolRegistration, ToolResult } from "@asky/sdk";
import { oneAtATime } from "./one-at-a-time.ts";
import { explainPathFault, pathFaultOf } from "./path-fault.ts";
import { resolveArgument, shownPath } from "./resolve-argument.ts";
import { countLines, showDiff } from "./show-diff.ts";
import { hasWindowsEnds, MAX_TEXT_BYTES, readContent, toLineFeeds } from "./text-content.ts";
import { failed, found } from "./tool-answer.ts";

const MARK = "\u{FEFF}";

/** `Write`: a whole text file, made or replaced in one step. */
export const writeTool: ToolRegistration = {
  name: "Write",
  schema: {
    name: "Write",
    description:
      "Writes a whole text file: makes it, with the folders above it, or replaces everything in it, and returns what changed. It overwrites without asking again.",
    parameters: {
      type: "object",
      properties: {
        file_path: {
          type: "string",
          minLength: 1,
          format: "path",
          description: "The file, absolute or relative to the folder.",
        },
        content: { type: "string", description: "All that is to be in the file afterwards." },
      },
      required: ["file_path", "content"],
      additionalProperties: false,
    },
    system_prompt_guideline:
      "for new files and complete rewrites; to change a part of a file use Edit. Read an existing file before you replace it.",
  },
  executor: (args, context) => oneAtATime(context.signal, () => write(args, context)),
};

async function write(args: JsonObject, context: ToolExecutionContext): Promise<ToolResult> {
  const { directory } = context;
  const path = resolveArgument(directory, String(args.file_path));
  const shown = shownPath(directory, path);
  const content = String(args.content);
  if (content.includes("\0")) return failed("The content has a NUL character; only text is written.");

  const before = await readContent(context, path, shown);
  if (before.fault !== undefined && !before.isMissing) return failed(before.fault);
  const after = before.text === undefined ? content : likeBefore(before.text, content);
  if (after === before.text)
    return found(`"${shown}" has exactly that content already; nothing was written.`);
  const size = Buffer.byteLength(after);
  if (size > MAX_TEXT_BYTES) return failed(`The content is larger than ${MAX_TEXT_BYTES / 1024 / 1024} MiB.`);
  try {
    if (before.text === undefined) await makeDirInside(context, dirname(path));
    await replaceInside(context, path, after);
  } catch (error) {
    return failed(explainPathFault(shown, pathFaultOf(error), "file"));
  }

  if (before.text === undefined) {
    const lines = countLines(after, after.length) + (after === "" || after.endsWith("\n") ? 0 : 1);
    return found(`Made "${shown}": ${lines} lines, ${size} bytes.`);
  }
  return found(
    `Replaced "${shown}", now ${size} bytes.\n${showDiff(toLineFeeds(before.text), toLineFeeds(after))}`,
  );
}

/** The content with the line ends and the byte order mark of the file that it replaces: models write neither. */
function likeBefore(before: string, content: string): string {
  const ended = hasWindowsEnds(before) ? toLineFeeds(content).replaceAll("\n", "\r\n") : content;
  return before.startsWith(MARK) && !ended.startsWith(MARK) ? MARK + ended : ended;
}
