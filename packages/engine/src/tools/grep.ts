import { join, sep } from "node:path";
import { openFolderInside, openInside, type SandboxArea } from "@asky/gate";
import type { JsonObject, ToolExecutionContext, ToolRegistration, ToolResult } from "@asky/sdk";
import { readText } from "../files/read-text-file.ts";
import { textArgument } from "./argument.ts";
import { parseGlob } from "./parse-glob.ts";
import { type PathFault, pathFaultOf } from "./path-fault.ts";
import { resolveArgument, shownPath } from "./resolve-argument.ts";
import { failed, found } from "./tool-answer.ts";
import { type WalkedFile, walkFiles } from "./walk-files.ts";

const MAX_MATCHES = 200;
const MAX_FILES = 20_000;
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_LINE_CHARS = 300;

/** `Grep`: the lines that contain a text, as `file:line:text`. Literal, so that no pattern can take for ever. */
export const grepTool: ToolRegistration = {
  name: "Grep",
  schema: {
    name: "Grep",
    description:
      "Searches the text files of a folder and returns the lines that contain a literal text, as file:line:text. Use it to find where something is defined, used, mentioned or configured.",
    parameters: {
      type: "object",
      properties: {
        pattern: {
          type: "string",
          minLength: 1,
          maxLength: 1000,
          description: "The text to search for, word for word; no regular expression.",
        },
        path: {
          type: "string",
          format: "path",
          description: "The folder or file to search in; left out: the folder of the conversation.",
        },
        glob: { type: "string", maxLength: 200, description: "Only files that match, for example *.ts." },
        ignore_case: { type: "boolean", description: "Whether capitals do not matter." },
      },
      required: ["pattern"],
      additionalProperties: false,
    },
  },
  executor: grep,
};

async function grep(args: JsonObject, context: ToolExecutionContext): Promise<ToolResult> {
  const { directory, signal } = context;
  const root = resolveArgument(directory, textArgument(args, "path", "."));
  const shownRoot = shownPath(directory, root);
  const pattern = textArgument(args, "pattern", "");
  const glob = textArgument(args, "glob", "");
  const wanted = glob === "" ? { matches: () => true } : parseGlob(glob);
  if (!wanted) return failed(`The glob "${glob}" has too many alternatives.`);

  const place = await openPlace(context, root);
  if (typeof place === "string") return failed(refusal(shownRoot, place));
  const find = finder(pattern, args.ignore_case === true);
  const lines: string[] = [];
  let files = 0;
  let isCut = false;

  try {
    for await (const { path, open } of place.files(signal)) {
      if (path !== "" && !wanted.matches(path.replaceAll(sep, "/"))) continue;
      if (++files > MAX_FILES) {
        isCut = true;
        break;
      }
      const handle = await open();
      if (handle === undefined) continue;
      const { text } = await readText(handle, MAX_FILE_BYTES);
      if (text === undefined) continue;
      lines.push(...find(text).map((hit) => `${shownPath(directory, join(root, path))}:${hit}`));
      if (lines.length > MAX_MATCHES) {
        isCut = true;
        break;
      }
    }
  } finally {
    await place.close();
  }

  signal.throwIfAborted();
  if (lines.length === 0) {
    const searched = isCut ? `the first ${MAX_FILES} files` : `${files} files`;
    const rest = isCut ? " The others were not searched; narrow it by path or glob." : "";
    return found(`No line of ${searched} in "${shownRoot}" contains "${pattern}".${rest}`);
  }
  const answer = lines.slice(0, MAX_MATCHES);
  if (isCut) answer.push("(There is more; narrow it by path or glob.)");
  return found(answer.join("\n"));
}

/** Where to search: a folder with the files below it, or a single file, whose path from there is empty. */
interface Place {
  files(signal: AbortSignal): AsyncIterable<WalkedFile> | Iterable<WalkedFile>;
  close(): Promise<void>;
}

async function openPlace(area: SandboxArea, path: string): Promise<Place | PathFault> {
  const folder = await openFolderInside(area, path).catch(pathFaultOf);
  if (typeof folder !== "string") {
    return { files: (signal) => walkFiles(folder, signal), close: () => folder.close() };
  }
  if (folder !== "another kind") return folder;
  const handle = await openInside(area, path).catch(pathFaultOf);
  if (typeof handle === "string") return handle;
  return { files: () => [{ path: "", open: async () => handle }], close: () => handle.close() };
}

function refusal(shown: string, fault: PathFault): string {
  switch (fault) {
    case "missing":
    case "another kind":
      return `There is no file or folder "${shown}".`;
    case "outside":
      return `"${shown}" leads out of the folders that may be used.`;
    case "forbidden":
      return `"${shown}" may not be read: permission denied.`;
    case "unusable":
      return `"${shown}" cannot be opened.`;
  }
}

/** Finds the lines of a text as `line:text`, without looking at those of a text that does not contain the pattern. */
function finder(pattern: string, ignoreCase: boolean): (text: string) => readonly string[] {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const wanted = fold(pattern);
  return (text) => {
    if (!fold(text).includes(wanted)) return [];
    const hits: string[] = [];
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      if (!fold(line).includes(wanted)) continue;
      hits.push(`${index + 1}:${line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS)}…` : line}`);
      if (hits.length > MAX_MATCHES) break;
    }
    return hits;
  };
}
