import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject, ToolExecutionContext, ToolRegistration, ToolResult } from "@asky/sdk";
import { textArgument } from "./argument.ts";
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

async function list(args: JsonObject, { directory }: ToolExecutionContext): Promise<ToolResult> {
  const path = resolveArgument(directory, textArgument(args, "path", "."));
  const shown = shownPath(directory, path);
  let entries: Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    return failed(refusal(shown, (error as NodeJS.ErrnoException).code));
  }
  if (entries.length === 0) return found(`"${shown}" is empty.`);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = await Promise.all(entries.slice(0, MAX_ENTRIES).map((entry) => describe(path, entry)));
  if (entries.length > MAX_ENTRIES) lines.push(`(The first ${MAX_ENTRIES} of ${entries.length} entries.)`);
  return found(lines.join("\n"));
}

async function describe(folder: string, entry: Dirent): Promise<string> {
  const name = oneLine(entry.name);
  if (entry.isDirectory()) return `${name}/`;
  if (entry.isSymbolicLink()) return `${name}\tlink`;
  if (!entry.isFile()) return `${name}\tspecial file`;
  const size = await sizeOf(join(folder, entry.name));
  return size === undefined ? name : `${name}\t${size} bytes`;
}

/** A file may vanish between listing and asking; it is then listed without a size. */
async function sizeOf(path: string): Promise<number | undefined> {
  return lstat(path).then(
    (stats) => stats.size,
    () => undefined,
  );
}

/** A line break in a file's name would make one entry look like two. */
function oneLine(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, "\u{FFFD}");
}

function refusal(shown: string, code: string | undefined): string {
  if (code === "ENOENT") return `There is no folder "${shown}".`;
  if (code === "ENOTDIR") return `"${shown}" is no folder.`;
  return `"${shown}" cannot be listed${code === undefined ? "" : `: ${code}`}.`;
}
