import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

// Links are not followed; opening a pipe does not wait for a writer.
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A file's text, or why there is none: a phrase that follows the file's name. */
export type SmallFile =
  | { readonly text: string }
  | { readonly reason: string; readonly isMissing: boolean; readonly cause?: unknown };

/** Reads a regular file of UTF-8 text up to a size. Never rejects. */
export async function readSmallFile(path: string, maxBytes: number): Promise<SmallFile> {
  let file: FileHandle;
  try {
    file = await open(path, FLAGS);
  } catch (cause) {
    return unopened(cause);
  }
  try {
    return await readAll(file, maxBytes);
  } catch (cause) {
    return { reason: "cannot be read", isMissing: false, cause };
  } finally {
    await file.close();
  }
}

async function readAll(file: FileHandle, maxBytes: number): Promise<SmallFile> {
  const stats = await file.stat();
  if (!stats.isFile()) return { reason: "is not a regular file", isMissing: false };
  if (stats.size > maxBytes) {
    return { reason: `has ${stats.size} bytes where ${maxBytes} are allowed`, isMissing: false };
  }
  const bytes = await file.readFile();
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (cause) {
    return { reason: "is not UTF-8 text", isMissing: false, cause };
  }
}

function unopened(cause: unknown): SmallFile {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return { reason: "is missing", isMissing: true, cause };
  if (code === "ELOOP") return { reason: "is a symbolic link", isMissing: false, cause };
  return { reason: "cannot be opened", isMissing: false, cause };
}
