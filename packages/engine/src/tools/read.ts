import { openInside, type SandboxArea } from "@asky/gate";
import {
  type JsonObject,
  type ToolExecutionContext,
  type ToolRegistration,
  type ToolResult,
  textPart,
} from "@asky/sdk";
import { type BinaryFile, isBinary, readBytes } from "../files/read-text-file.ts";
import { countArgument, textArgument } from "./argument.ts";
import { imageTypeOf } from "./image-type.ts";
import { type PathFault, pathFaultOf } from "./path-fault.ts";
import { resolveArgument, shownPath } from "./resolve-argument.ts";
import { failed, found } from "./tool-answer.ts";

const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** Providers take no larger pictures, and a conversation keeps them. */
const MAX_IMAGE_BYTES = 3 * 1024 * 1024;
const MAX_ANSWER_CHARS = 256 * 1024;
const MAX_LINE_CHARS = 2000;
const DEFAULT_LINES = 2000;

/** `Read`: the lines of one text file, each after its number and a tab, or a picture. */
export const readTool: ToolRegistration = {
  name: "Read",
  schema: {
    name: "Read",
    description:
      "Reads a text file and returns its lines, each with its line number; a PNG, JPEG, GIF or WebP file as a picture. Use it to show, open or print what a file says, or part of it.",
    parameters: {
      type: "object",
      properties: {
        file_path: {
          type: "string",
          format: "path",
          description: "The file, absolute or relative to the folder.",
        },
        offset: { type: "integer", minimum: 1, description: "The first line to return, from 1." },
        limit: { type: "integer", minimum: 1, description: "How many lines to return." },
      },
      required: ["file_path"],
      additionalProperties: false,
    },
  },
  executor: read,
};

async function read(args: JsonObject, context: ToolExecutionContext): Promise<ToolResult> {
  const { directory } = context;
  const path = resolveArgument(directory, textArgument(args, "file_path", ""));
  const shown = shownPath(directory, path);
  const file = await readInside(context, path);
  if (file.refused !== undefined) return failed(refusal(shown, file.refused));

  const { bytes } = file;
  const mimeType = imageTypeOf(bytes);
  if (mimeType !== undefined) return showImage(shown, mimeType, bytes);
  if (isBinary(bytes)) return failed(refusal(shown, "binary"));

  const lines = bytes.toString("utf8").split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) return found(`"${shown}" is empty.`);
  const first = countArgument(args, "offset", 1);
  if (first > lines.length) return failed(`"${shown}" has ${lines.length} lines; there is no line ${first}.`);
  return found(numberLines(lines, first, countArgument(args, "limit", DEFAULT_LINES)));
}

async function readInside(
  area: SandboxArea,
  path: string,
): Promise<BinaryFile | { readonly refused: PathFault; readonly bytes?: never }> {
  const handle = await openInside(area, path).catch(pathFaultOf);
  return typeof handle === "string" ? { refused: handle } : readBytes(handle, MAX_FILE_BYTES);
}

function showImage(shown: string, mimeType: string, bytes: Buffer): ToolResult {
  if (bytes.length > MAX_IMAGE_BYTES) {
    return failed(
      `"${shown}" is a picture of ${bytes.length} bytes; at most ${MAX_IMAGE_BYTES / 1024 / 1024} MiB are shown. Make a smaller copy of it first.`,
    );
  }
  return {
    parts: [
      textPart(`"${shown}" is a picture: ${mimeType}, ${bytes.length} bytes.`),
      { type: "image", mimeType, data: bytes.toString("base64") },
    ],
    isError: false,
  };
}

function numberLines(lines: readonly string[], first: number, limit: number): string {
  const shown: string[] = [];
  let size = 0;
  for (let number = first; number <= lines.length && shown.length < limit; number++) {
    const line = cut(lines[number - 1] ?? "");
    size += line.length + 8;
    if (size > MAX_ANSWER_CHARS) break;
    shown.push(`${number}\t${line}`);
  }
  const last = first + shown.length - 1;
  if (last < lines.length) shown.push(`(Lines ${first} to ${last} of ${lines.length}.)`);
  return shown.join("\n");
}

function cut(line: string): string {
  return line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS)}…` : line;
}

function refusal(shown: string, reason: PathFault | "not a file" | "too large" | "binary"): string {
  switch (reason) {
    case "missing":
      return `There is no file "${shown}".`;
    case "forbidden":
      return `"${shown}" may not be read: permission denied.`;
    case "outside":
      return `"${shown}" leads out of the folders that may be used.`;
    case "unusable":
      return `"${shown}" cannot be opened.`;
    case "another kind":
    case "not a file":
      return `"${shown}" is no regular file.`;
    case "too large":
      return `"${shown}" is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB, the most that is read.`;
    case "binary":
      return `"${shown}" is no text file.`;
  }
}
