import { constants } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

// Not blocking, since opening a pipe would wait for a reader; and no link, which could lead anywhere.
const FLAGS =
  constants.O_RDWR |
  constants.O_APPEND |
  constants.O_CREAT |
  (constants.O_NONBLOCK ?? 0) |
  (constants.O_NOFOLLOW ?? 0);

const TAIL_BYTES = 256 * 1024;

/** The file of a run, open for as long as one batch is appended. */
export interface OpenRun {
  /** How large it is. */
  readonly size: number;
  /** Whether it was made just now. */
  readonly isNew: boolean;
  /** What stands in the last part of it, to go on from. */
  readTail(): Promise<string>;
  /** Appends all of the text, or rejects and leaves the file as it was. */
  append(text: string): Promise<void>;
}

/**
 * Opens the file of a run, creates it (mode 0600) and its directory (0700) if need be, and closes it afterwards: between
 * batches it may be moved or removed, and two hundred turns at once keep no two hundred files open.
 */
export async function withRunFile<Result>(
  path: string,
  work: (run: OpenRun) => Promise<Result>,
): Promise<Result> {
  const file = await openFile(path);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error(`"${path}" is no regular file.`);
    return await work({
      size: stats.size,
      isNew: stats.size === 0,
      readTail: () => readTail(file, stats.size),
      append: (text) => appendAll(file, Buffer.from(text), stats.size),
    });
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, FLAGS, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return await open(path, FLAGS, 0o600);
  }
}

async function readTail(file: FileHandle, size: number): Promise<string> {
  const length = Math.min(size, TAIL_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString("utf8", 0, bytesRead);
}

/** A full disk takes less than it is given before it fails. Half a batch is taken back, so that it can be tried again. */
async function appendAll(file: FileHandle, bytes: Buffer, size: number): Promise<void> {
  let written = 0;
  try {
    while (written < bytes.length) {
      const { bytesWritten } = await file.write(bytes, written, bytes.length - written, null);
      if (bytesWritten === 0) throw new Error("The system took no bytes and gave no reason.");
      written += bytesWritten;
    }
  } catch (error) {
    if (written > 0) await file.truncate(size);
    throw error;
  }
}
