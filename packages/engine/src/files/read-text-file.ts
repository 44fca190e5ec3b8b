import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** What reading a file ended in: its text, or why it was not read. */
export type TextFile =
  | { readonly text: string; readonly refused?: never }
  | {
      readonly refused: "missing" | "forbidden" | "not a file" | "too large" | "binary";
      readonly text?: never;
    };

/** As far as a text file is searched for the bytes that no text has. */
const PROBE_BYTES = 8192;

/** What differs from a plain text file that is named by whoever runs the host. */
export interface ReadOptions {
  /** Whether the path itself may be a symbolic link. @defaultValue true */
  readonly followLink?: boolean;
  /** Whether a NUL means that it is no text; a power cut leaves some in files that are. @defaultValue true */
  readonly refuseBinary?: boolean;
}

/** Reads a regular file of at most `maxBytes` as UTF-8; a pipe or a device is never waited for. */
export async function readTextFile(
  path: string,
  maxBytes: number,
  { followLink = true, refuseBinary = true }: ReadOptions = {},
): Promise<TextFile> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (followLink ? 0 : constants.O_NOFOLLOW);
  try {
    return await readText(await open(path, flags), maxBytes, refuseBinary);
  } catch (error) {
    return { refused: reasonOf(error) };
  }
}

/** The same for a file that is open, and closes it. It is judged by its handle: what was judged is what is read. */
export async function readText(handle: FileHandle, maxBytes: number, refuseBinary = true): Promise<TextFile> {
  const { bytes, refused } = await readBytes(handle, maxBytes);
  if (refused !== undefined) return { refused };
  return refuseBinary && isBinary(bytes) ? { refused: "binary" } : { text: bytes.toString("utf8") };
}

/** Whether bytes have at their beginning what no text has. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, PROBE_BYTES).includes(0);
}

/** What reading an open file ended in: its bytes, or why it was not read. */
export type BinaryFile =
  | { readonly bytes: Buffer; readonly refused?: never }
  | { readonly refused: "not a file" | "too large"; readonly bytes?: never };

/** Reads an open file whatever is in it, and closes it. */
export async function readBytes(handle: FileHandle, maxBytes: number): Promise<BinaryFile> {
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return { refused: "not a file" };
    if (stats.size > maxBytes) return { refused: "too large" };
    const bytes = await readAtMost(handle, maxBytes + 1);
    // A file may grow while it is read.
    return bytes.length > maxBytes ? { refused: "too large" } : { bytes };
  } finally {
    await handle.close();
  }
}

async function readAtMost(handle: FileHandle, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < maxBytes) {
    const chunk = Buffer.alloc(Math.min(65_536, maxBytes - total));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) break;
    chunks.push(chunk.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(chunks, total);
}

function reasonOf(error: unknown): "missing" | "forbidden" | "not a file" {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR") return "missing";
  if (code === "EACCES" || code === "EPERM") return "forbidden";
  return "not a file";
}
