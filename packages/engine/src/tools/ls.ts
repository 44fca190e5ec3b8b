import { type FolderEntry, type FolderInside, openFolderInside } from "@asky/gate";
import type { JsonObject, ToolExecutionContext, ToolRegistration, ToolResult } from "@asky/sdk";
import { textArgument } from "./argument.ts";
import { type PathFault, pathFaultOf } from "./path-fault.ts";
import { resolveArgument, shownPath } from "./resolve-argument.ts";
import { failed, found } from "./tool-answer.ts";

const MAX_ENTRIES = 500;

/** `LS`: the entries of one folder, sorted by name. */
export const lsTool: ToolRegistration = {
  name: "LS",
  schema: {
    name: "LS",
    description:
      "Lists the files and folders in a folder (directory), with kind and size. Use it to see which entries there are.",
    parameters: {
      type: "object",
      properties: {
        path: {
          type: "string",
          format: "path",
          description: "The folder, absolute or relative; left out: the folder of the conversation.",
        },
      },
      additionalProperties: false,
    },
  },
  executor: list,
};

async function list(args: JsonObject, context: ToolExecutionContext): Promise<ToolResult> {
  const path = resolveArgument(context.directory, textArgument(args, "path", "."));
  const shown = shownPath(context.directory, path);
  try {
    const folder = await openFolderInside(context, path);
    try {
      return await listFolder(folder, shown);
    } finally {
      await folder.close();
    }
  } catch (error) {
    return failed(refusal(shown, pathFaultOf(error)));
  }
}

async function listFolder(folder: FolderInside, shown: string): Promise<ToolResult> {
  const entries = [...(await folder.list())].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (entries.length === 0) return found(`"${shown}" is empty.`);
  const lines = await Promise.all(entries.slice(0, MAX_ENTRIES).map((entry) => describe(folder, entry)));
  if (entries.length > MAX_ENTRIES) lines.push(`(The first ${MAX_ENTRIES} of ${entries.length} entries.)`);
  return found(lines.join("\n"));
}

async function describe(folder: FolderInside, entry: FolderEntry): Promise<string> {
  const name = oneLine(entry.name);
  if (entry.kind === "folder") return `${name}/`;
  if (entry.kind === "link") return `${name}\tlink`;
  if (entry.kind === "special") return `${name}\tspecial file`;
  // A file may vanish between listing and asking; it is then listed without a size.
  const size = await folder.stat(entry.name).then(
    (stats) => stats.size,
    () => undefined,
  );
  return size === undefined ? name : `${name}\t${size} bytes`;
}

/** A line break in a file's name would make one entry look like two. */
function oneLine(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, "\u{FFFD}");
}

function refusal(shown: string, fault: PathFault): string {
  switch (fault) {
    case "missing":
      return `There is no folder "${shown}".`;
    case "another kind":
      return `"${shown}" is no folder.`;
    case "outside":
      return `"${shown}" leads out of the folders that may be used.`;
    case "forbidden":
      return `"${shown}" cannot be listed: permission denied.`;
    case "unusable":
      return `"${shown}" cannot be listed.`;
  }
}
