import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { describeError } from "../problems/describe-error.ts";

const MAX_BYTES = 1024 * 1024;

/** What reading a file ended in. The reason completes the sentence "The file cannot be read: …". */
export type TextFile =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Reads a regular file of at most 1 MiB of UTF-8; links are followed and a byte order mark is dropped. Never rejects. */
export async function readTextFile(path: string): Promise<TextFile> {
  let file: FileHandle | undefined;
  try {
    // Opening a pipe would wait for a writer, perhaps for ever.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    return await readRegularFile(file);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return await absentOrDangling(path);
    return { kind: "unreadable", reason: `${describeError(error).message}.` };
  } finally {
    await file?.close();
  }
}

async function readRegularFile(file: FileHandle): Promise<TextFile> {
  const stats = await file.stat();
  if (stats.isDirectory()) return { kind: "unreadable", reason: "it is a directory." };
  if (!stats.isFile()) return { kind: "unreadable", reason: "it is no regular file." };
  const bytes = await readUpTo(file, MAX_BYTES + 1);
  if (bytes.length > MAX_BYTES) return { kind: "unreadable", reason: "it is larger than 1 MiB." };
  try {
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { kind: "unreadable", reason: "it is not UTF-8." };
  }
}

/** The size that a file states may be wrong by the time it is read, so bytes are counted. */
async function readUpTo(file: FileHandle, limit: number): Promise<Uint8Array> {
  const { size } = await file.stat();
  let buffer = new Uint8Array(Math.min(limit, Math.max(size + 1, 4096)));
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    length += bytesRead;
    if (bytesRead === 0 || length === limit) return buffer.subarray(0, length);
    if (length < buffer.length) continue;
    const larger = new Uint8Array(Math.min(limit, buffer.length * 2));
    larger.set(buffer);
    buffer = larger;
  }
}

async function absentOrDangling(path: string): Promise<TextFile> {
  try {
    await lstat(path);
    return { kind: "unreadable", reason: "it is a link to a file that does not exist." };
  } catch {
    return { kind: "absent" };
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
