import { join, sep } from "node:path";
import { openFolderInside } from "@asky/gate";
import type { JsonObject, ToolExecutionContext, ToolRegistration, ToolResult } from "@asky/sdk";
import { textArgument } from "./argument.ts";
import { parseGlob, splitGlob } from "./parse-glob.ts";
import { explainPathFault, pathFaultOf } from "./path-fault.ts";
import { resolveArgument, shownPath } from "./resolve-argument.ts";
import { failed, found } from "./tool-answer.ts";
import { walkFiles } from "./walk-files.ts";

const MAX_FOUND = 500;
const MAX_FILES = 200_000;

/** `Glob`: the files whose paths match a pattern, in the order of their paths. */
export const globTool: ToolRegistration = {
  name: "Glob",
  schema: {
    name: "Glob",
    description:
      "Finds files by name: returns the paths that match a glob pattern such as **/*.ts or src/**/*.{js,json}, in alphabetical order. A pattern without a slash matches names in any folder. It does not look into files; Grep does.",
    parameters: {
      type: "object",
      properties: {
        pattern: {
          type: "string",
          minLength: 1,
          maxLength: 1000,
          description:
            "* and ? within a name, ** over folders, {a,b} alternatives, [a-z] sets. node_modules and .git are passed over unless the pattern names them.",
        },
        path: {
          type: "string",
          format: "path",
          description: "The folder to look in; left out: the folder of the conversation.",
        },
      },
      required: ["pattern"],
      additionalProperties: false,
    },
  },
  executor: glob,
};

async function glob(args: JsonObject, context: ToolExecutionContext): Promise<ToolResult> {
  const { directory, signal } = context;
  const pattern = textArgument(args, "pattern", "");
  const { folder: start, rest } = splitGlob(pattern);
  const wanted = parseGlob(rest);
  if (!wanted) return failed(`The pattern "${pattern}" has too many alternatives; use several calls.`);
  const root = resolveArgument(resolveArgument(directory, textArgument(args, "path", ".")), start);
  const shownRoot = shownPath(directory, root);

  const folder = await openFolderInside(context, root).catch(pathFaultOf);
  if (typeof folder === "string") return failed(explainPathFault(shownRoot, folder, "folder"));
  const paths: string[] = [];
  let files = 0;
  try {
    const enters = (path: string): boolean => wanted.leadsInto(slashed(path));
    const passesOver = (name: string): boolean => !wanted.names(name);
    for await (const { path } of walkFiles(folder, signal, { enters, passesOver })) {
      if (++files > MAX_FILES || paths.length > MAX_FOUND) break;
      if (wanted.matches(slashed(path))) paths.push(shownPath(directory, join(root, path)));
    }
  } finally {
    await folder.close();
  }

  signal.throwIfAborted();
  const isCut = files > MAX_FILES;
  if (paths.length === 0) {
    const more = isCut ? ` Only the first ${MAX_FILES} files were looked at; name a folder.` : "";
    return found(`No file in "${shownRoot}" matches "${pattern}".${more}`);
  }
  const lines = paths.slice(0, MAX_FOUND).map(oneLine);
  if (isCut || paths.length > MAX_FOUND) lines.push("(There may be more; use a narrower pattern or a path.)");
  return found(lines.join("\n"));
}

function slashed(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

/** A line break in a file's name would make one path look like two. */
function oneLine(path: string): string {
  return path.replaceAll(/\p{Cc}/gu, "\u{FFFD}");
}
