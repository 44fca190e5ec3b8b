import { openInside, type SandboxArea } from "@asky/gate";
import { isBinary, readBytes } from "../files/read-text-file.ts";
import { explainPathFault, type PathFault, pathFaultOf } from "./path-fault.ts";

/** The most that is changed or written, so that one call cannot fill memory or disk. */
export const MAX_TEXT_BYTES: number = 8 * 1024 * 1024;

/** What a file to be changed has in it, or why it cannot be changed, as a sentence. */
export type TextContent =
  | { readonly text: string; readonly fault?: never; readonly isMissing?: never }
  | { readonly fault: string; readonly text?: never; readonly isMissing: boolean };

/**
 * Reads a file that is to be changed. Unlike reading for the eye it takes only what comes out of UTF-8 as it went in:
 * what is written back must not spoil the rest of the file.
 */
export async function readContent(area: SandboxArea, path: string, shown: string): Promise<TextContent> {
  const handle = await openInside(area, path).catch(pathFaultOf);
  if (typeof handle === "string") return refuse(handle, shown);
  const { bytes, refused } = await readBytes(handle, MAX_TEXT_BYTES);
  if (refused === "not a file") return refuse("another kind", shown);
  if (refused !== undefined) {
    return {
      fault: `"${shown}" is larger than ${MAX_TEXT_BYTES / 1024 / 1024} MiB, the most that is changed.`,
      isMissing: false,
    };
  }
  const text = isBinary(bytes) ? undefined : decode(bytes);
  if (text !== undefined) return { text };
  return { fault: `"${shown}" is no text file in UTF-8; it is left as it is.`, isMissing: false };
}

/** The text with every line end as a single line feed, as models see and write it. */
export function toLineFeeds(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** Whether a text ends its lines as Windows does, all of them. */
export function hasWindowsEnds(text: string): boolean {
  return text.includes("\r\n") && !/(?:^|[^\r])\n/.test(text);
}

function refuse(fault: PathFault, shown: string): TextContent {
  return { fault: explainPathFault(shown, fault, "file"), isMissing: fault === "missing" };
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
